import type {FieldDescribe} from './field-describe.js';
import type {ObjectDescribe} from './object-describe.js';

/** An object of the org as the rest of the emulator uses it: looked up without case. */
export class ObjectType {
  readonly name: string;
  readonly describe: ObjectDescribe;
  readonly uniqueFields: readonly FieldDescribe[];
  /** Those that no record may be without. */
  readonly requiredFields: readonly FieldDescribe[];
  /** What new records have in picklists when nothing is said. */
  readonly defaultValues: Readonly<Record<string, FieldDescribe['defaultValue']>>;
  readonly #fields = new Map<string, FieldDescribe>();
  readonly #references = new Map<string, FieldDescribe>();

  constructor(describe: ObjectDescribe) {
    this.name = describe.name;
    this.describe = describe;
    this.uniqueFields = describe.fields.filter(({unique}) => unique);
    this.requiredFields = describe.fields.filter(isRequired);
    this.defaultValues = defaultValues(describe.fields);
    for (const field of describe.fields) {
      this.#fields.set(field.name, field);
      this.#fields.set(field.name.toLowerCase(), field);
      if (field.relationshipName) this.#references.set(field.relationshipName.toLowerCase(), field);
    }
  }

  get fields(): readonly FieldDescribe[] {
    return this.describe.fields;
  }

  field(name: string): FieldDescribe | undefined {
    return this.#fields.get(name) ?? this.#fields.get(name.toLowerCase());
  }

  /** The field that a relationship name such as `Account` or `Parent__r` stands for. */
  reference(relationshipName: string): FieldDescribe | undefined {
    return this.#references.get(relationshipName.toLowerCase());
  }

  get keyPrefix(): string {
    return this.describe.keyPrefix ?? '000';
  }
}

function isRequired({nillable, type}: FieldDescribe): boolean {
  return !nillable && type !== 'boolean';
}

function defaultValues(fields: readonly FieldDescribe[]): ObjectType['defaultValues'] {
  const filled = fields.filter(
    ({defaultedOnCreate, type, defaultValue}) =>
      defaultedOnCreate && type === 'picklist' && defaultValue !== null,
  );
  return Object.fromEntries(filled.map(({name, defaultValue}) => [name, defaultValue]));
}
