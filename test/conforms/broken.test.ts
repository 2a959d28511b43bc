// Accounts that each break a promise: what says so fails, by its title, and nothing else.
import { expect } from 'chai'
import { id } from 'ethers'

import { openZeppelinAccount, signOpHash, type Hex } from '../../src'
import { accountBehaviors, checkBehaviors, type BehaviorOutcome } from '../../src/testing'
import { OtherCallDataAccountMock__factory } from '../../typechain-types'
import { secondAccount } from '../helpers/secondAccount'
import { mockAccount, type MockOptions } from './accounts'

const CASES = 60

const TITLES = {
  owner: 'runs the calls of an op of its owner',
  installs: 'tells the module of its installation, with the install data',
  uses: 'I10 hands the module the hash of the op that the EntryPoint made, and executes what it accepted',
  batch: 'executes a batch in order',
  allBatch: 'executes nothing of a batch in which one call reverts',
  lanes: 'does not have ops of two lanes wait for each other',
  vouches: 'vouches for no signature of somebody else',
  otherKey: 'I10 refuses an op that another key signed',
  changedOp: 'I10 refuses an op that was changed after it was signed',
  window: 'I12 refuses ops before and after the time of the session',
  strangerExecutes: 'executes nothing for a caller who is not its EntryPoint',
  strangerValidates: 'has the module validate nothing for a caller who is not its EntryPoint',
  notInstalled: 'asks no validator that is not installed',
  calls: 'I7 I9 counts each call of a batch once, and refuses one over the limit',
  allowance: 'I7 I9 counts an allowance over the calls that share it',
  period: 'I7 I12 starts the limits again with each period, and lets no op claim another period',
  revoked: 'I13 refuses a session that is revoked',
  ends: 'tells the module of its end',
  epoch: 'moves its epoch to the next odd number with each installation and revocation of all',
  oldGrant: 'I13 takes no grant that was signed in an epoch before',
  nothingGranted: 'grants nothing while the module is uninstalled',
  decoder: 'I1 executes exactly the calls that were decoded, whatever callData the module accepts',
} as const

async function check(contract: string, options: MockOptions = {}): Promise<readonly BehaviorOutcome[]> {
  return await checkBehaviors(accountBehaviors(mockAccount(contract, { cases: CASES, ...options })))
}

const titlesOf = (outcomes: readonly BehaviorOutcome[], verdict: BehaviorOutcome['verdict']): string[] =>
  outcomes.filter((outcome) => outcome.verdict === verdict).map(({ title }) => title)

const errorOf = (outcomes: readonly BehaviorOutcome[], title: string): string =>
  String(outcomes.find((outcome) => outcome.title === title)?.error)

/** Everything from a title on, in the order in which they are tried. */
const after = (outcomes: readonly BehaviorOutcome[], title: string): string[] => {
  const titles = outcomes.map((outcome) => outcome.title)
  return titles.slice(titles.indexOf(title) + 1)
}

describe('An account that does not conform', () => {
  it('I1 because it follows another offset than the module decodes, is caught by the decoder', async () => {
    const outcomes = await check('FixedStrideAccountMock')
    expect(titlesOf(outcomes, 'fails')).to.have.members([TITLES.batch, TITLES.allowance, TITLES.decoder])
    expect(titlesOf(outcomes, 'notTried')).to.deep.equal([])
    expect(errorOf(outcomes, TITLES.decoder)).to.match(/seed 1, changed: nothing, callData 0xe9ae5c53/)
  })

  it('I10 I12 because it ignores validationData, is caught by wrong signatures and wrong times', async () => {
    const outcomes = await check('ValidationDataAccountMock')
    const { vouches, otherKey, changedOp, window, period, oldGrant } = TITLES
    expect(titlesOf(outcomes, 'fails')).to.have.members([vouches, otherKey, changedOp, window, period, oldGrant])
    expect(titlesOf(outcomes, 'notTried')).to.deep.equal([])
    expect(errorOf(outcomes, otherKey)).to.contain('Expected: the op is refused (AA24). Found: it is accepted.')
  })

  it('I10 because it hands over another hash, is caught by the first op of a session', async () => {
    const userOpHash = id('the hash of every op') as Hex
    const outcomes = await check('ConstantHashAccountMock', {
      signatures: { signOp: async (signer, op) => await signOpHash(signer, { ...op, userOpHash }) },
    })
    expect(titlesOf(outcomes, 'fails')).to.deep.equal([TITLES.uses])
    expect(titlesOf(outcomes, 'notTried')).to.deep.equal(after(outcomes, TITLES.uses))
    expect(errorOf(outcomes, TITLES.uses)).to.contain('Expected: the op is accepted. Found: AA24')
  })

  it('because it takes ops and calls from anybody, is caught by a stranger', async () => {
    const outcomes = await check('EntryPointlessAccountMock', { adapter: openZeppelinAccount, args: [false] })
    expect(titlesOf(outcomes, 'fails')).to.deep.equal([TITLES.strangerExecutes, TITLES.strangerValidates])
    expect(titlesOf(outcomes, 'notTried')).to.deep.equal([])
  })

  it('because it asks any validator, is caught by one that is not installed', async () => {
    const outcomes = await check('AnyValidatorAccountMock')
    expect(titlesOf(outcomes, 'fails')).to.deep.equal([TITLES.notInstalled])
    expect(titlesOf(outcomes, 'notTried')).to.deep.equal([])
    expect(errorOf(outcomes, TITLES.notInstalled)).to.contain('Found: it is accepted.')
  })

  it('because it skips onInstall, is caught by the installation', async () => {
    const outcomes = await check('SilentInstallAccountMock')
    expect(titlesOf(outcomes, 'fails')).to.deep.equal([TITLES.installs])
    expect(titlesOf(outcomes, 'notTried')).to.deep.equal(after(outcomes, TITLES.installs))
    expect(errorOf(outcomes, TITLES.decoder)).to.contain(`It rests on: ${TITLES.installs}`)
  })

  it('because it skips onUninstall, is caught by its end', async () => {
    const outcomes = await check('SwallowingAccountMock', { adapter: openZeppelinAccount })
    expect(titlesOf(outcomes, 'fails')).to.deep.equal([TITLES.ends])
    expect(titlesOf(outcomes, 'notTried')).to.have.members([TITLES.epoch, TITLES.nothingGranted])
  })

  it('because it tells the module twice that it is installed, is caught by the epoch', async () => {
    const outcomes = await check('InstallTwiceAccountMock')
    expect(titlesOf(outcomes, 'fails')).to.deep.equal([TITLES.epoch])
    expect(titlesOf(outcomes, 'notTried')).to.deep.equal([])
  })

  it('I1 because it stops a batch after the first call, is caught by every batch', async () => {
    const outcomes = await check('InvertedSuccessAccountMock')
    const { batch, allBatch, calls, allowance, revoked, nothingGranted, decoder } = TITLES
    const failing = [batch, allBatch, calls, allowance, revoked, nothingGranted, decoder]
    expect(titlesOf(outcomes, 'fails')).to.have.members(failing)
  })

  it('I1 I2 because it shows the module another callData than it executes, is caught by the first op of a session', async () => {
    // No behavior uses this target, so no session permits what is shown.
    const shown = secondAccount.encodeExecute([{ to: `0x${'77'.repeat(20)}`, value: 0n, data: '0x12345678' }])
    const outcomes = await check('OtherCallDataAccountMock', {
      prepare: async (account, deployer) => {
        await (await OtherCallDataAccountMock__factory.connect(account, deployer).show(shown)).wait()
      },
    })
    expect(titlesOf(outcomes, 'fails')).to.deep.equal([TITLES.uses])
    expect(errorOf(outcomes, TITLES.uses)).to.contain('Expected: the op is accepted. Found: SessionNotLive')
  })

  it('because it does not listen to the module at all, is caught by all that is to be refused', async () => {
    const outcomes = await check('DeafAccountMock')
    const failing = new Set(titlesOf(outcomes, 'fails'))
    const missed = outcomes.filter(({ group, title }) => ['refusals', 'limits'].includes(group) && !failing.has(title))
    expect(missed.map(({ title }) => title)).to.deep.equal([
      TITLES.strangerExecutes,
      TITLES.strangerValidates,
      TITLES.notInstalled,
    ])
    expect([...failing]).to.include.members([
      'grants by a signature of its owner that the first op brings',
      TITLES.vouches,
      TITLES.revoked,
      'I13 refuses every session once all are revoked',
      'I14 refuses the sessions of before once the module is installed again',
      TITLES.oldGrant,
      'I13 takes no signed grant of a session that is revoked',
      TITLES.decoder,
    ])
  })
})
