// The terms of a grant, as an event holds them.
import { AbiCoder, type ParamType } from 'ethers'

import { sessionKeyValidatorInterface, type Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import type { DecodedSession } from '../session'

/** @internal Reads some of the terms. Texts that are not UTF-8 throw when they are read, and only then. */
export function decodeTerms<Read>(terms: Hex, read: (session: DecodedSession) => Read): Read {
  try {
    const { inputs } = sessionKeyValidatorInterface.getEvent('SessionGranted')
    const [session] = AbiCoder.defaultAbiCoder().decode([inputs[3] as ParamType], terms)
    return read(session as DecodedSession)
  } catch (cause) {
    throw new LatchkeyError('JsonNotValid', { reason: 'The terms of a grant are no session.' }, { cause })
  }
}
