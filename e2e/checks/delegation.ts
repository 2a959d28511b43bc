// EIP-7702: an EOA that delegates to OpenZeppelin's account. Its own key is the owner; delegated away and back, its sessions are
// what the module says they are.
import { expect } from 'chai'
import { parseEther, ZeroAddress } from 'ethers'

import {
  allow,
  delegatedOwner,
  memoryStore,
  memoryVault,
  openSessions,
  rpcBundler,
  toAddress,
  type SessionsOptions,
} from '../../src'
import { countingOwner } from '../../src/testing'
import { OPENZEPPELIN_CONTRACTS } from '../accounts/openZeppelin'
import { deployOpenZeppelinParts } from '../accounts/openZeppelinParts'
import { walletNamed } from '../chain/anvil'
import type { EntryPoint, Stage } from '../chain/contracts'
import { delegateTo } from '../chain/delegateTo'
import { refusalOf } from './refusalOf'
import type { Report } from './Report'

const POLL_EVERY = 200

/** Which account. */
export const DELEGATED = {
  name: 'EIP-7702, by its own key',
  version: OPENZEPPELIN_CONTRACTS,
  code: "OpenZeppelin's, to which an EOA delegates",
}

/** What the story needs. */
export interface DelegationPlace {
  readonly stage: Stage
  readonly entryPoint: EntryPoint
  readonly bundlerUrl: string
}

export async function checkDelegation(report: Report, place: DelegationPlace): Promise<void> {
  const { version } = place.entryPoint
  await report.scene(`${DELEGATED.name}, EntryPoint v${version}`, async (check) => {
    const { account, owner, sessions, delegate, away } = await open(place)
    const { socio3 } = place.stage
    const request = { allow: [allow(socio3, 'upvotePost')], expires: '1h', fees: { max: parseEther('0.1') } } as const
    const votes = async (): Promise<bigint> => (await socio3.getPost(0)).votes

    const live = await check('install', 'one transaction of the EOA installs the module and grants', async () => {
      const session = await sessions.ensure(request)
      expect(owner.prompts.map(({ method }) => method)).to.deep.equal(['sendCalls'])
      return session
    })
    const vote = async (): Promise<void> => {
      const before = await votes()
      expect((await (await live.contract(socio3).upvotePost(0)).wait()).error).to.equal(undefined)
      expect(await votes()).to.equal(before + 1n)
    }
    report.findings.prompts = { op: 'transaction', grant: 'none' }
    await check('use', 'ops of the session are mined, without a prompt', async () => {
      await vote()
      await vote()
      expect(owner.prompts).to.have.length(1)
    })
    await check(
      'own',
      'delegated away, the session is still live on the module, and status() says so; its ops are refused',
      async () => {
        await away()
        expect(await place.stage.provider.getCode(account)).to.equal('0x')
        expect((await sessions.status(live)).state).to.equal('live')
        const refusal = await refusalOf(
          live
            .contract(socio3)
            .upvotePost(0, { alone: true })
            .then((op) => op.wait()),
        )
        expect(refusal.code).to.equal('AA20')
      },
    )
    await check('own', 'delegated back, the session goes on', async () => {
      await delegate()
      await vote()
      expect(owner.prompts).to.have.length(1)
    })
    await check('own', 'revokeAll while it delegates to nobody ends the session for good', async () => {
      await away()
      await sessions.revokeAll()
      await delegate()
      expect((await sessions.status(live)).state).to.not.equal('live')
      const next = await sessions.ensure(request)
      expect(next.id).to.not.equal(live.id)
      next.close()
    })
    live.close()
  })
}

async function open({ stage, entryPoint, bundlerUrl }: DelegationPlace) {
  const { deployer, provider } = stage
  const { factory } = await deployOpenZeppelinParts(stage, entryPoint)
  const implementation = toAddress(await factory.IMPLEMENTATION())
  const signer = walletNamed(stage, `EIP-7702, v${entryPoint.version}`)
  await (await deployer.sendTransaction({ to: signer.address, value: parseEther('1') })).wait()
  const delegate = async (): Promise<void> => await delegateTo(signer, implementation)
  await delegate()
  const account = toAddress(signer.address)
  const owner = countingOwner(delegatedOwner({ signer }))
  const bundler = rpcBundler({ url: bundlerUrl })
  const kept = { store: memoryStore(), vault: memoryVault(), pollEvery: POLL_EVERY }
  const options: SessionsOptions = { account, owner, bundler, provider, ...kept }
  const sessions = await openSessions(options)
  return { account, owner, sessions, delegate, away: async () => await delegateTo(signer, ZeroAddress) }
}
