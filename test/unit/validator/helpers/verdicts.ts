// Whether a session may be granted, asked of the module and of the judge that the Lens has for it: two implementations, which
// must say the same.
import { expect } from 'chai'
import { id, ZeroHash } from 'ethers'

import { sessionId, sessionStruct, type Session } from '../../../../src'
import type { Signed } from '../../../helpers/grantTypes'
import { refusal } from './chain'
import type { Scene } from './scene'
import { ask, asStruct } from './signedGrant'

export const GRANTED = '(not refused)'

/** Of any session: the judge is told an id of no session, and no signature, as if it were live. */
const UNSIGNED = { replaces: ZeroHash, siblings: [], ownerSignature: '0x' }

/** What the judge is not asked: what is stored, whether there is a signature, and what the Lens itself says before. */
const NOT_OF_JUDGE: readonly unknown[] = [
  'ModuleNotInstalled',
  'SessionAlreadyRevoked',
  'GrantDataNotValid',
  'PermissionsEmpty',
  'PermissionsTooMany',
]

/** What both say of a grant by the account: the id, or the reason. */
export async function grantVerdict({ validator, judge, account }: Scene, session: Session): Promise<unknown[]> {
  const struct = sessionStruct(session)
  const said = await refusal(validator.grant.staticCall(struct))
  await expectSame(said, () => judge.requireGrantable(account, id('no session'), struct, UNSIGNED, true))
  return said
}

/** Asks the module about a grant that the owner signed, as {@link ask}, and the judge too. */
export async function askBoth(scene: Scene, session: Session, signed: Signed): Promise<string> {
  const { module, judge, account } = scene
  await expectSame(await refusal(ask(scene, session, signed)), async () => {
    const key = sessionId(session)
    const isLive = await module.isLive(account, key)
    await judge.requireGrantable(account, key, sessionStruct(session), asStruct(signed), isLive)
  })
  return await ask(scene, session, signed)
}

async function expectSame(said: readonly unknown[], asked: () => Promise<unknown>): Promise<void> {
  if (NOT_OF_JUDGE.includes(said[0])) return
  const judged = await refusal(asked())
  // The judge answers nothing where the module answers the id.
  if (said[0] === GRANTED) expect(judged[0]).to.equal(GRANTED)
  else expect(judged).to.deep.equal(said)
}
