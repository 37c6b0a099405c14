import type {FieldDescribe} from './field-describe.js';
import type {ObjectDescribe} from './object-describe.js';

/** An object of the org as the rest of the emulator uses it: looked up without case. */
export class ObjectType {
  readonly name: string;
  readonly describe: ObjectDescribe;
  readonly uniqueFields: readonly FieldDescribe[];
  readonly #fields = new Map<string, FieldDescribe>();
  readonly #references = new Map<string, FieldDescribe>();

  constructor(describe: ObjectDescribe) {
    this.name = describe.name;
    this.describe = describe;
    this.uniqueFields = describe.fields.filter(({unique}) => unique);
    for (const field of describe.fields) {
      this.#fields.set(field.name.toLowerCase(), field);
      if (field.relationshipName) this.#references.set(field.relationshipName.toLowerCase(), field);
    }
  }

  get fields(): readonly FieldDescribe[] {
    return this.describe.fields;
  }

  field(name: string): FieldDescribe | undefined {
    return this.#fields.get(name.toLowerCase());
  }

  /** The field that a relationship name such as `Account` or `Parent__r` stands for. */
  reference(relationshipName: string): FieldDescribe | undefined {
    return this.#references.get(relationshipName.toLowerCase());
  }

  get keyPrefix(): string {
    return this.describe.keyPrefix ?? '000';
  }
}
