/** An object of the emulator's own, written compactly. */
export interface StandardObject {
  name: string;
  label: string;
  labelPlural: string;
  keyPrefix: string;
  feedEnabled?: boolean;
  mergeable?: boolean;
  /** Whether only the Tooling API has it. */
  isTooling?: boolean;
  /** Attributes of the describe that differ from those of an ordinary object. */
  differs?: Record<string, unknown>;
  /** `name=Label; ...` */
  scopes?: string;
  /** Lines `Object.Field RelationshipName flags`, see `readChildren`. */
  children?: string;
  /** See `readFields`. */
  fields: string;
}
