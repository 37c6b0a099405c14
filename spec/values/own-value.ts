/**
 * What an object itself has under a name from outside. A plain `object[name]` also finds what every object
 * inherits, such as the function under `constructor`, and takes it for a value.
 */
export function ownValue<Value>(
  object: Readonly<Record<string, Value>> | undefined,
  name: string,
): Value | undefined {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}
