/** Why a value cannot be written to its field: the destination's own code, and a message for people. */
export interface ValueRejection {
  code: string;
  message: string;
}

/** What a value becomes on its way into a field of the destination. */
export type Conversion<Value> =
  | {
      value: Value;
      /** How many characters the text had before it was cut. */
      truncatedFrom?: number;
    }
  | {rejection: ValueRejection};

/** A failed conversion: why the value cannot be written. */
export function rejectConversion(code: string, message: string): {rejection: ValueRejection} {
  return {rejection: {code, message}};
}
