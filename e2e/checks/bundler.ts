// The bundler as the client meets it, before there is an account.
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'

import { expect } from 'chai'

import { openSessions, rpcBundler, type Owner } from '../../src'
import { providerOf } from '../chain/anvil'
import type { Stage } from '../chain/contracts'
import { refusalOf } from './refusalOf'
import type { Report } from './Report'

const NOBODY: Owner = {
  sendCalls: () => Promise.reject(new Error('The owner was asked')),
}

export async function checkBundler(report: Report, { stage, url }: { stage: Stage; url: string }): Promise<void> {
  const { chainId, entryPoints, sponsor } = stage
  const bundler = rpcBundler({ url })
  await report.scene('The bundler', async (check) => {
    await check('bundler', 'is on the chain that it says', async () => {
      expect(await bundler.chainId()).to.equal(chainId)
    })
    await check('bundler', 'serves the three EntryPoints at their canonical addresses', async () => {
      expect(await bundler.supportedEntryPoints()).to.have.members(entryPoints.map(({ address }) => address))
    })
    await check('bundler', 'is refused by the client where the provider is on another chain', async () => {
      const provider = providerOf(stage.url, 1)
      const refusal = await refusalOf(openSessions({ account: sponsor, owner: NOBODY, bundler, provider }))
      provider.destroy()
      expect(refusal.code).to.equal('BundlerOfOtherChain')
      expect(refusal.args).to.deep.equal({ expected: 1n, actual: chainId })
    })
    await check('bundler', 'listens on 127.0.0.1 alone, and so does the chain', async () => {
      for (const port of [url, stage.url].map((each) => Number(new URL(each).port))) {
        expect(await answersAt('127.0.0.1', port), `127.0.0.1:${port}`).to.equal(true)
        for (const host of otherAddresses()) expect(await answersAt(host, port), `${host}:${port}`).to.equal(false)
      }
    })
  })
}

/** On Linux all of 127.0.0.0/8 is this machine: who listens on every address is found there too. */
const otherAddresses = (): readonly string[] => [
  '127.0.0.2',
  ...Object.values(networkInterfaces()).flatMap((list = []) =>
    list.flatMap(({ address, family, internal }) => (family === 'IPv4' && !internal ? [address] : [])),
  ),
]

async function answersAt(host: string, port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 })
    const end = (answer: boolean) => (): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false))
  })
}
