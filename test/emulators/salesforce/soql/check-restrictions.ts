import {isAggregate} from './aggregate.js';
import type {Binding} from './resolve-operand.js';
import {soqlError} from './soql-error.js';
import type {Condition, Operand} from './syntax.js';

type Leaf = Exclude<Condition, {kind: 'and' | 'or' | 'not'}>;

/** Refuses what Salesforce does not answer about objects that it keeps in another way than ordinary records. */
export function checkRestrictions(binding: Binding): void {
  const {name} = binding.type;
  if (name.endsWith('__b')) checkBigObject(binding);
  if (name === 'FieldDefinition') checkFieldDefinition(binding);
  if (name === 'EntityDefinition' || name === 'FieldDefinition') checkDefinition(binding);
  if (name === 'ContentDocumentLink') checkDocumentLink(binding);
}

// https://developer.salesforce.com/docs/atlas.en-us.bigobjects.meta/bigobjects/big_object_querying.htm
function checkBigObject({query}: Binding): void {
  const refuse = (at: number, message: string) =>
    soqlError('BIG_OBJECT_UNSUPPORTED_OPERATION', query.text, at, message);
  if (isAggregate(query)) throw refuse(query.from.at, 'Aggregate functions not supported');
  for (const leaf of leavesOf(query.where))
    if (!isEquality(leaf) && !isRange(leaf))
      throw refuse(leaf.at, `Operator ${operatorOf(leaf)} is not supported`);
}

function isRange(leaf: Leaf): boolean {
  return leaf.kind === 'compare' && ['<', '<=', '>', '>='].includes(leaf.operator);
}

function operatorOf(leaf: Leaf): string {
  if (leaf.kind === 'compare') return leaf.operator;
  return leaf.kind === 'includes' ? 'INCLUDES' : 'NOT IN';
}

// The wording is that which users quote; only the object itself makes it MALFORMED_QUERY.
function checkFieldDefinition({query}: Binding): void {
  const keys = ['entitydefinitionid', 'durableid', 'entitydefinition.qualifiedapiname'];
  if (requiredLeaves(query.where).some(leaf => isEquality(leaf) && keys.includes(pathOf(leaf))))
    return;
  const message =
    'FieldDefinition: a filter on a reified column is required [EntityDefinitionId,DurableId]';
  throw soqlError('MALFORMED_QUERY', query.text, query.from.at, message);
}

// https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/reference_objects_soql_limits.htm
function checkDefinition({query}: Binding): void {
  const refuse = (at: number, message: string) =>
    soqlError('EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION', query.text, at, message);
  if (query.groupBy.length > 0)
    throw refuse(
      query.from.at,
      'The requested operation is not yet supported by this SObject storage type, contact salesforce.com support for more information.',
    );
  if (has(query.where, 'or')) throw refuse(query.from.at, 'Disjunctions not supported');
  const unequal = leavesOf(query.where).find(
    leaf => leaf.kind === 'compare' && leaf.operator === '!=',
  );
  if (unequal) throw refuse(unequal.at, 'Only equals comparisons permitted');
}

function checkDocumentLink({query}: Binding): void {
  const keys = ['contentdocumentid', 'linkedentityid', 'id'];
  if (requiredLeaves(query.where).some(leaf => isEquality(leaf) && keys.includes(pathOf(leaf))))
    return;
  const message =
    "Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or LinkedEntityId using the equals operator or multiple Id's using the IN operator.";
  throw soqlError('MALFORMED_QUERY', query.text, query.from.at, message);
}

function leavesOf(condition: Condition | undefined): Leaf[] {
  if (!condition) return [];
  if (condition.kind === 'and' || condition.kind === 'or') return condition.parts.flatMap(leavesOf);
  return condition.kind === 'not' ? leavesOf(condition.part) : [condition];
}

/** The comparisons that every record found has to satisfy. */
function requiredLeaves(condition: Condition | undefined): Leaf[] {
  if (condition?.kind === 'and') return condition.parts.flatMap(requiredLeaves);
  return !condition || condition.kind === 'or' || condition.kind === 'not' ? [] : [condition];
}

function has(condition: Condition | undefined, kind: 'or'): boolean {
  if (condition?.kind === kind) return true;
  return condition?.kind === 'and' && condition.parts.some(part => has(part, kind));
}

function isEquality(leaf: Leaf): boolean {
  if (leaf.kind === 'compare') return leaf.operator === '=';
  return (leaf.kind === 'in' || leaf.kind === 'in-query') && !leaf.not;
}

function pathOf({operand}: {operand: Operand}): string {
  return operand.kind === 'path' ? operand.names.join('.').toLowerCase() : '';
}
