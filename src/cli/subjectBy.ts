// The session that a command is about: by a file, or by its id, from the module's events.
import { LatchkeyError } from '../errors'
import { sessionIn } from '../history'
import { toSessionId } from '../session'
import { missing, type Given } from './Given'
import { openChain } from './openChain'
import { placeOf } from './placeOf'
import { readAccount } from './readAccount'
import { readSubject, type Subject } from './readSubject'
import { readableTerms } from './stateAt'

/**
 * @internal
 * @throws FieldNotValid: neither, or both · SessionNotGranted: the account never granted it.
 */
export async function subjectBy(given: Given): Promise<Subject> {
  const [path] = given.args
  const id = given.hex('id', 32)
  if ((path === undefined) === (id === undefined)) throw missing('<file>', 'a session file, or --id, and not both')
  if (path !== undefined) return await readSubject(given.io, path)
  const place = placeOf(given)
  const chain = await openChain(given)
  const known = toSessionId(id ?? '0x')
  const found = sessionIn(await readAccount(given, chain, place), place.account, known)
  const session = found === undefined ? undefined : readableTerms(found)
  if (session === undefined) throw new LatchkeyError('SessionNotGranted', { id: known })
  return { session, app: undefined, before: undefined, signedGrant: undefined, chainId: chain.chainId, ...place }
}
