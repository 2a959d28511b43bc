// An account that takes a failed call for a success and a success for a failure, so that a batch is no longer all or nothing.
// The module relies on no account's word about success: it counts in validation, all that was decoded.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, toBeHex } from 'ethers'

import type { Call, Hex } from '../../src'
import { grantAs } from '../helpers/asAccount'
import { VERSIONS, type Version } from '../helpers/fixture'
import { successes, usageOf } from '../helpers/observe'
import { resign } from '../helpers/resign'
import { openSecondAccount } from '../helpers/secondAccount'
import { deploySessionChain, makeSession, sessionOp, upvote } from '../helpers/session'
import { sendOps } from '../helpers/userOp'
import { reason, verdict } from '../helpers/verdict'

const NO_POST = 99n

async function openScene(version: Version) {
  const chain = await loadFixture(deploySessionChain)
  const session = await makeSession(chain, { calls: 5 })
  const account = await openSecondAccount(chain, [], version, 'InvertedSuccessAccountMock')
  await grantAs(chain, account.address, [session])
  const run = async (calls: readonly Call[]) => {
    const receipt = await sendOps(account, [await sessionOp(chain, account, session, calls)])
    return { successes: successes(account, receipt), votes: (await chain.socio3.getPost(0)).votes }
  }
  return { chain, account, session, run, good: await upvote(chain), bad: await upvote(chain, NO_POST) }
}

for (const version of VERSIONS)
  describe(`An account with an inverted success flag, on EntryPoint ${version}`, () => {
    it('T27 executes no more than was decoded, in order, and all of it counts', async () => {
      const { chain, account, session, run, good, bad } = await openScene(version)
      // It stops after the first success.
      expect(await run([good, good])).to.deep.equal({ successes: [true], votes: 1n })
      expect(await usageOf(chain, account, session)).to.deep.include({ calls: 2n })
      // It goes on after a failure.
      expect(await run([bad, good])).to.deep.equal({ successes: [true], votes: 2n })
      expect(await usageOf(chain, account, session)).to.deep.include({ calls: 4n })
      expect(await run([bad])).to.deep.equal({ successes: [true], votes: 2n })
      const over = await sessionOp(chain, account, session, [bad])
      expect(await verdict(account, [over])).to.equal(reason('CallsOverLimit', [6, 5]))
    })

    it('T23 T27 has its try modes refused, as every account', async () => {
      const { chain, account, session, good } = await openScene(version)
      const op = await sessionOp(chain, account, session, [good])
      const mode = `0x0001${'00'.repeat(30)}`
      const execution = concat([good.to, toBeHex(good.value, 32), good.data])
      const callData = account.contract.interface.encodeFunctionData('execute', [mode, execution]) as Hex
      const trying = await resign(chain, account, op, { callData })
      expect(await verdict(account, [trying])).to.equal(reason('ModeNotAllowed', [mode]))
    })
  })
