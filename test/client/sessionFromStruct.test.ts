import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import fc from 'fast-check'

import {
  sessionFromStruct,
  sessionId,
  sessionKeyValidatorInterface,
  sessionStruct,
  sessionToJson,
  signerWord,
  type DecodedSession,
  type Session,
} from '../../src'
import { runs, session as anySession } from './arbitraries'
import { ACCOUNT, aSession, expectRefusal } from './builders'

/** The session as the module's event has it. */
function fromEvent(session: Session): DecodedSession {
  const event = sessionKeyValidatorInterface.getEvent('SessionGranted')
  const values = [ACCOUNT, sessionId(session), signerWord(session), sessionStruct(session)]
  const { topics, data } = sessionKeyValidatorInterface.encodeEventLog(event, values)
  const [, , , decoded] = sessionKeyValidatorInterface.decodeEventLog(event, data, topics) as unknown as [
    string,
    string,
    string,
    DecodedSession,
  ]
  return decoded
}

describe('sessionFromStruct', () => {
  it('reads any session from its event, to the last field (I17)', () => {
    const lower = (session: Session): string => JSON.stringify(sessionToJson(session)).toLowerCase()
    fc.assert(
      fc.property(anySession, (session) => {
        expect(lower(sessionFromStruct(fromEvent(session)))).to.equal(lower(session))
      }),
      runs(100),
    )
  })

  it('refuses what no module has granted', () => {
    expectRefusal(() => sessionFromStruct(fromEvent(aSession({ maxCalls: 0 }))), 'MaxCallsZero', {})
    expectRefusal(() => sessionFromStruct(fromEvent(aSession({ signer: ZeroAddress as '0x' }))), 'SignerNotValid', {})
  })
})
