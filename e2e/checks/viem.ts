// The entry latchkey/viem: viem's own clients and a smart account of its shape in, and a session out that is used as viem's clients are.
import { expect } from 'chai'

import { anvil, createBundlerClient, createPublicClient, http, parseAbi } from '../../scripts/viem'
import { openSessions, sessionClient, type ViemSessionsOptions } from '../../src/viem'
import { refusalOf } from './refusalOf'
import type { Report } from './Report'
import { POLL_EVERY, type Scene } from './Scene'
import { viemAccount } from './viemAccount'

const abi = parseAbi(['function upvotePost(uint256 postId)', 'function tip(uint256 postId) payable'])

export async function checkViem(report: Report, title: string, scene: Scene): Promise<void> {
  const { bundlerUrl, kind, request, socio3, upvotes, url } = scene
  const transport = http(bundlerUrl)
  const publicClient = createPublicClient({ chain: anvil, transport: http(url), pollingInterval: POLL_EVERY })
  const client = createBundlerClient({ client: publicClient, transport, pollingInterval: POLL_EVERY })
  const signed: string[] = []
  const account = await viemAccount(publicClient, scene, signed)
  const begin = async (options: Pick<ViemSessionsOptions, 'app' | 'byCalls'>) => {
    const sessions = await openSessions({ client, publicClient, account, pollEvery: POLL_EVERY, ...options })
    return await sessions.ensure(request())
  }
  const address = (await socio3.getAddress()) as `0x${string}`
  const upvote = { address, abi, functionName: 'upvotePost', args: [0n] } as const
  const tip = { to: address, abi, functionName: 'tip', args: [0n], value: 1n } as const

  await report.scene(`${title}: by viem`, async (check) => {
    const live = await check('viem', 'one op of a smart account of viem grants', async () => {
      const session = await begin({ app: 'viem', byCalls: true })
      expect(signed.splice(0)).to.deep.equal(['op'])
      return session
    })
    const session = sessionClient(live)
    await check('viem', 'a call is mined without a prompt, and viem has the receipt of the same op', async () => {
      const votes = await upvotes()
      const hash = await session.writeContract(upvote)
      const { success, transactionHash } = await session.waitForReceipt({ hash })
      expect(success).to.equal(true)
      expect(await upvotes()).to.equal(votes + 1n)
      expect(signed).to.deep.equal([])
      const receipt = await client.waitForUserOperationReceipt({ hash })
      expect(receipt).to.include({ userOpHash: hash, success: true })
      expect(receipt.receipt.transactionHash).to.equal(transactionHash)
    })
    await check('viem', 'a call outside the session is refused, with the reason', async () => {
      const verdict = await session.can({ calls: [tip] })
      expect(verdict.ok ? 'ok' : verdict.error.code).to.equal('CallNotPermitted')
      expect((await refusalOf(session.sendCalls({ calls: [tip] }))).code).to.equal('CallNotPermitted')
    })
    live.close()
    if (kind.adapter.ownerSeesTypedData)
      await check('viem', 'one signature of the same account grants, and the first op brings it', async () => {
        const next = await begin({ app: 'viem, signed' })
        expect(signed.splice(0)).to.deep.equal(['Grant'])
        const { writeContract, waitForReceipt } = sessionClient(next)
        const { success } = await waitForReceipt({ hash: await writeContract(upvote) })
        expect(success).to.equal(true)
        expect(signed).to.deep.equal([])
        next.close()
      })
  })
}
