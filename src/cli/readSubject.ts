// The session file of a command: whatever the client writes that holds a session.
import { grantedFromJson, GRANTED_FORMAT, requestFromJson, REQUEST_FORMAT } from '../approval'
import type { Address } from '../contracts'
import { isLatchkeyError, LatchkeyError } from '../errors'
import { SESSION_FORMAT, sessionFromJson, toAddress, type Session, type SignedGrant } from '../session'
import { isRecord } from '../session/fields'
import { storedFromJson } from '../store'
import { STORED_FORMAT } from '../store/storedToJson'
import { Failure } from './Failure'
import type { Io } from './Io'
import { readJson } from './readInput'

/** @internal A session, and what the file says of where it belongs. */
export interface Subject {
  readonly session: Session
  readonly app: string | undefined
  readonly chainId: bigint | undefined
  readonly account: Address | undefined
  readonly module: Address | undefined
  readonly before: Session | undefined
  readonly signedGrant: SignedGrant | undefined
}

const NOWHERE = { app: undefined, chainId: undefined, account: undefined, module: undefined }
const ALONE = { before: undefined, signedGrant: undefined }

type Reader = (json: Readonly<Record<string, unknown>>, path: string) => Subject

const READERS: Readonly<Record<string, Reader>> = {
  [SESSION_FORMAT]: (json) => ({ session: sessionFromJson(json), ...NOWHERE, ...ALONE }),
  [REQUEST_FORMAT]: (json) => ({ ...requestFromJson(json), signedGrant: undefined }),
  [GRANTED_FORMAT]: (json) => {
    const { chainId, account, module, session, signedGrant } = grantedFromJson(json)
    return { ...NOWHERE, ...ALONE, chainId, account, module, session, signedGrant }
  },
  [STORED_FORMAT]: (json, path) => {
    const place = placeOf(json['place'])
    const { session, signedGrant } = storedFromJson(place, JSON.stringify(json), path)
    return { ...ALONE, ...place, session, signedGrant }
  },
}

/**
 * @internal Reads a session, a request, an approval, or what a `fileStore` keeps.
 *
 * @throws Failure with exit code 2: FileNotReadable · JsonNotValid and the like; also what no module would grant.
 */
export async function readSubject(io: Io, path: string): Promise<Subject> {
  try {
    const json = await readJson(io, path)
    const format = isRecord(json) ? json['format'] : undefined
    const read = typeof format === 'string' && Object.hasOwn(READERS, format) ? READERS[format] : undefined
    if (!isRecord(json) || read === undefined) {
      const reason = `format is not one of ${Object.keys(READERS).join(', ')}.`
      throw new LatchkeyError('JsonNotValid', { reason })
    }
    return read(json, path)
  } catch (thrown) {
    throw isLatchkeyError(thrown) ? new Failure(thrown, 2) : thrown
  }
}

// chain:account:module:app; an app's name may have colons itself.
function placeOf(
  place: unknown,
): Pick<Subject, 'app'> & { app: string; chainId: bigint; account: Address; module: Address } {
  const parts = /^(\d{1,78}):(0x[0-9a-f]{40}):(0x[0-9a-f]{40}):([^]+)$/.exec(typeof place === 'string' ? place : '')
  const [, chainId, account, module, app] = parts ?? []
  if (chainId === undefined || account === undefined || module === undefined || app === undefined)
    throw new LatchkeyError('JsonNotValid', { reason: 'place is none.' })
  return { app, chainId: BigInt(chainId), account: toAddress(account), module: toAddress(module) }
}
