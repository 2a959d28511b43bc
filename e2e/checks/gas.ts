// What an op of a session costs over the owner's own op, for the same call, as the bundler mines both.
import { expect } from 'chai'
import { Contract, parseEther } from 'ethers'

import { toAddress, toHex, type Call } from '../../src'
import { callsOnly } from './callsOnly'
import type { Report } from './Report'
import type { Scene } from './Scene'

/** Wei: enough for each op, so that none of them pays the EntryPoint while it is validated. */
const DEPOSIT = parseEther('1')
const TIMES = 3
const ABI = ['function depositTo(address account) payable']

export async function checkGas(report: Report, title: string, scene: Scene): Promise<void> {
  const { account, bundler, chainId, deployer, entryPoint, open, owner, request, socio3, upvotes } = scene
  const data = toHex(socio3.interface.encodeFunctionData('upvotePost', [0]))
  const upvote: Call = { to: toAddress(await socio3.getAddress()), value: 0n, data }
  /** The least of several: the first may be the first on its lane. */
  const chargedFor = async (send: () => Promise<bigint | undefined>): Promise<number> => {
    const all: number[] = []
    for (let times = 0; times < TIMES; times++) {
      const before = await upvotes()
      all.push(Number(await send()))
      expect(await upvotes()).to.equal(before + 1n)
    }
    return Math.min(...all)
  }
  await report.scene(`${title}: gas`, async (check) => {
    const gas = await check('gas', "one vote by the session's op, and by the owner's", async () => {
      const deposit = new Contract(entryPoint.address, ABI, deployer).getFunction('depositTo')
      await (await deposit.send(account, { value: DEPOSIT })).wait()
      const live = await (await open({ app: 'gas', owner: callsOnly(scene) })).ensure(request({ calls: 20 }))
      const session = await chargedFor(async () => (await (await live.send([upvote])).wait()).actualGasUsed)
      const byOwner = await chargedFor(async () => {
        const sent = await owner.sendCalls({ chainId, account, calls: [upvote] })
        await sent.wait()
        return (await bundler.receipt(toHex(sent.id)))?.actualGasUsed
      })
      live.close()
      expect(Number.isSafeInteger(byOwner) && Number.isSafeInteger(session)).to.equal(true)
      return { owner: byOwner, session }
    })
    report.findings.gas = gas
    console.log(`      ${gas.owner} by the owner, ${gas.session} by the session: ${gas.session - gas.owner} more`)
  })
}
