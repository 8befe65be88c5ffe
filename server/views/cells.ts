/**
 * Remembers what was made of a stored object for as long as that very object lives. Stored objects never change (a new
 * version is a new object), so that a list of 10,000 pods is projected once, and then only where it changed.
 */
export function perObject<T extends object, C>(make: (object: T) => C): (object: T) => C {
  const known = new WeakMap<T, C>();
  return (object) => {
    const found = known.get(object);
    if (found !== undefined) return found;
    const made = make(object);
    known.set(object, made);
    return made;
  };
}
