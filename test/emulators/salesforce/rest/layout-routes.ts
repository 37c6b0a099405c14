import type {ObjectType} from '../objects/index.js';
import type {Api} from '../server/create-server.js';
import {typeOrThrow} from './describe-routes.js';

const master = '012000000000000AAA';
type Call = {Params: {object: string}};

/** What a client asks about how an object is shown: one layout with all fields, and empty lists of the rest. */
export function addLayoutRoutes({app, sessionOf}: Api): void {
  const base = '/services/data/:version/sobjects/:object';
  app.get<Call>(`${base}/describe/layouts`, async request => {
    const type = typeOrThrow(sessionOf(request), request.params.object);
    return {
      layouts: [layoutOf(type)],
      recordTypeMappings: [mappingOf(type)],
      recordTypeSelectorRequired: [false],
    };
  });
  app.get<Call>(`${base}/describe/layouts/:recordType`, async request =>
    layoutOf(typeOrThrow(sessionOf(request), request.params.object)),
  );
  app.get<Call>(`${base}/describe/compactLayouts`, async request => {
    const type = typeOrThrow(sessionOf(request), request.params.object);
    return {
      compactLayouts: [compactLayoutOf(type)],
      defaultCompactLayoutId: null,
      recordTypeCompactLayoutMappings: [],
      urls: {},
    };
  });
  app.get<Call>(`${base}/describe/approvalLayouts`, async request => {
    typeOrThrow(sessionOf(request), request.params.object);
    return {approvalLayouts: []};
  });
  app.get<Call>(`${base}/quickActions`, async request => {
    typeOrThrow(sessionOf(request), request.params.object);
    return [];
  });
}

/** The layout that Salesforce has for objects without one of their own: the name alone. */
export function compactLayoutOf(type: ObjectType): object {
  const fieldItems = [itemOf(type, nameField(type))];
  return {actions: [], fieldItems, id: `0AH${master.slice(3)}`, name: 'SYSTEM'};
}

function layoutOf(type: ObjectType): object {
  const rows = type.fields.map(({name}) => ({layoutItems: [itemOf(type, name)], numItems: 1}));
  const section = {
    columns: 1,
    heading: `${type.describe.label} Detail`,
    layoutRows: rows,
    rows: rows.length,
    useCollapsibleSection: false,
    useHeading: true,
  };
  return {
    buttonLayoutSection: {detailButtons: []},
    detailLayoutSections: [section],
    editLayoutSections: [section],
    id: `00h${type.keyPrefix}000000000AAA`,
    multirowEditLayoutSections: [],
    offlineLinks: [],
    quickActionList: {quickActionListItems: []},
    relatedContent: null,
    relatedLists: [],
    saveOptions: [],
  };
}

function itemOf(type: ObjectType, name: string): object {
  const details = type.field(name);
  return {
    editableForNew: details?.createable ?? false,
    editableForUpdate: details?.updateable ?? false,
    label: details?.label ?? name,
    layoutComponents: [{details, displayLines: 1, tabOrder: 1, type: 'Field', value: name}],
    placeholder: false,
    required: details?.createable === true && !details.nillable && !details.defaultedOnCreate,
  };
}

function nameField(type: ObjectType): string {
  return type.fields.find(({nameField: isName}) => isName)?.name ?? 'Id';
}

function mappingOf(type: ObjectType): object {
  return {
    active: true,
    available: true,
    defaultRecordTypeMapping: true,
    layoutId: `00h${type.keyPrefix}000000000AAA`,
    master: true,
    name: 'Master',
    picklistsForRecordType: [],
    recordTypeId: master,
    urls: {},
  };
}
