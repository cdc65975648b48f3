/**
 * What the fragments of a DID name. The values tell things apart and mean nothing else: a key's multibase, or a
 * service.
 */
export type Names = ReadonlyMap<string, unknown>

/**
 * Gives names to things, in order of precedence: a name that is taken stays with the thing that has it. So no alias,
 * however an attacker builds his DID, makes one kid mean two keys.
 */
export function claimNames(
  candidates: readonly (readonly [name: string, thing: unknown])[],
): Names {
  const names = new Map<string, unknown>()
  for (const [name, thing] of candidates) {
    if (!names.has(name)) names.set(name, thing)
  }
  return names
}

/** Every name of the thing that `name` names, `name` among them. */
export function equivalentNames(names: Names, name: string): readonly string[] {
  if (!names.has(name)) return [name]
  const thing = names.get(name)
  return [...names].filter(([, other]) => other === thing).map(([other]) => other)
}
