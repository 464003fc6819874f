/** A copy of an object without some of its members. */
export function without<T extends object, Key extends keyof T>(object: T, ...names: Key[]): Omit<T, Key> {
  const copy = { ...object };
  for (const name of names) Reflect.deleteProperty(copy, name);
  return copy;
}
