// Names of global variables: what the machine knows them by, and what people see.
//
// The system's names are plain. A program's are plain too unless they could be taken for the system's;
// then, and always in libraries, the owner's name follows after an @. What the user wrote contains no
// owner, so a name with an @ of its own gets one as well. A variable that only a macro can name has a
// number behind its owner.
//
//   car   count   car@program   tmp@program/1   first@(my lists)

/** The key of `name` when it belongs to `owner`. */
export const ownedKey = (name: string, owner: string): string =>
  `${name}@${owner.replaceAll('@', '%40')}`

/** The name as the program has it. */
export function displayName(key: string): string {
  const at = key.lastIndexOf('@')
  return at > 0 ? key.slice(0, at) : key
}
