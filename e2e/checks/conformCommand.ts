// `npx latchkey conform` on accounts that have the module: what their users try them with, without a key of the owner.
import { expect } from 'chai'
import { parseEther } from 'ethers'

import { directBundler, installCall, randomSalt, RELEASE, signerOwner, type Address } from '../../src'
import { run } from '../../src/cli/run'
import { httpRequest } from '../../src/rpc'
import type { AccountKind } from '../accounts/AccountKind'
import { walletNamed } from '../chain/anvil'
import type { EntryPoint, Stage } from '../chain/contracts'
import type { Report } from './Report'

/** How many callDatas each account's decoder is tried with. */
const CASES = 40
const FUNDS = parseEther('1')

interface Found {
  readonly conforms: boolean
  readonly checks: readonly { readonly title: string; readonly verdict: string; readonly remark?: string }[]
  readonly notChecked: readonly string[]
}

/** @param place Whose chain goes back in time. */
export async function checkConformCommand(
  report: Report,
  kind: AccountKind,
  place: { readonly stage: Stage; readonly entryPoint: EntryPoint },
): Promise<void> {
  await report.scene(`${kind.name}, tried by the command line`, async (check) => {
    await check('conformCommand', 'latchkey conform: nothing fails, and it says what it could not check', async () => {
      const account = await withModule(kind, place)
      const { conforms, checks, notChecked } = await conform(account, place.stage)
      const failing = checks.filter(({ verdict }) => verdict === 'fails')
      expect(failing.map(({ title, remark = '' }) => `${title}: ${remark}`)).to.deep.equal([])
      expect(conforms).to.equal(true)
      const notTried = checks.filter(({ verdict }) => verdict === 'notTried')
      expect(notTried.filter(({ remark = '' }) => remark === '')).to.deep.equal([])
      expect(notChecked).to.include('what its owner sees when signing, and the wallet around the account')
      for (const { title, remark = '' } of notTried) console.log(`      not tried: ${title}: ${remark}`)
    })
  })
}

/** A new account on which the owner has installed the module. */
async function withModule(
  { adapter, name, prepare }: AccountKind,
  { stage, entryPoint }: Parameters<typeof checkConformCommand>[2],
): Promise<Address> {
  const { chainId, deployer } = stage
  const signer = walletNamed(stage, `owner of ${name}, for the command line`)
  const { address: account, ...made } = await (await prepare(stage, entryPoint))(signer, 'conform')
  await (await deployer.sendTransaction({ to: account, value: FUNDS })).wait()
  const owner = signerOwner({ ...made, signer, account, adapter, entryPoint, bundler: directBundler(deployer) })
  const { address: module } = RELEASE.validator
  const calls = [installCall({ adapter, account, module, salt: randomSalt() })]
  const { success } = await (await owner.sendCalls({ chainId, account, calls })).wait()
  expect(success).to.equal(true)
  return account
}

/** @throws If the command line has no answer. */
async function conform(account: Address, { url }: Stage): Promise<Found> {
  const printed = { out: '', err: '' }
  const argv = ['conform', '--account', account, '--rpc', url, '--cases', String(CASES), '--json']
  await run(argv, {
    out: (text) => void (printed.out += text),
    err: (text) => void (printed.err += text),
    env: {},
    stdin: async () => await Promise.resolve(''),
    ask: undefined,
    onInterrupt: () => () => undefined,
    now: () => Math.floor(Date.now() / 1_000),
    connect: httpRequest,
  })
  const found = JSON.parse(printed.out) as Found | { readonly error: unknown }
  if ('error' in found) throw new Error(printed.err)
  return found
}
