// The command line as its users have it: a chain behind a URL, and a fork of it by anvil.
import { reset } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { Wallet } from 'ethers'

import { allow, createSession, sessionId, sessionToJson, toAddress } from '../../src'
import { httpRequest } from '../../src/rpc'
import { withChain } from '../../scripts/package/chain'
import { withAnvil } from '../deploy/anvil'
import { KEY_ADDRESS } from '../client/builders'
import { buildProgram, ended, start } from './programs'
import { fileWith, latchkey, type Ran } from './stage'

describe('latchkey on a fork of anvil', function () {
  this.timeout(180_000)

  // What is deployed here has the addresses of what other tests deploy.
  before(async () => await reset())
  after(async () => await reset())

  it('grants, lists and tries the account of a chain that is left as it is, also by Ctrl-C', async () => {
    await withChain(async (place) => {
      await withAnvil(
        31_337,
        async ({ url }) => {
          const on = async (rpc: string, argv: readonly string[]): Promise<Ran> => {
            const env = { LATCHKEY_RPC_URL: rpc, LATCHKEY_OWNER_KEY: place.OWNER_KEY }
            return await latchkey([...argv, '--account', place.ACCOUNT], { connect: httpRequest, env })
          }
          const latest = async (): Promise<{ readonly hash: string; readonly timestamp: string }> =>
            (await httpRequest(url)({ method: 'eth_getBlockByNumber', params: ['latest', false] })) as {
              hash: string
              timestamp: string
            }
          const now = Number((await latest()).timestamp)
          const session = createSession({
            signer: KEY_ADDRESS,
            allow: [allow({ address: toAddress(place.SOCIO3), abi: ['function upvotePost(uint256)'] }, 'upvotePost')],
            expires: '1h',
            fees: { max: 10n ** 15n },
            now,
          })
          const file = fileWith(sessionToJson(session))
          const owner = new Wallet(place.OWNER_KEY).address
          await httpRequest(url)({ method: 'anvil_setBalance', params: [owner, '0xde0b6b3a7640000'] })
          const granted = await on(url, [
            'grant',
            file,
            '--direct',
            '--owner-validator',
            place.OWNER_VALIDATOR,
            '--yes',
          ])
          expect(granted.code, granted.err).to.equal(0)
          const listed = (await on(url, ['list', '--json'])).json()
          expect((listed['sessions'] as readonly { id: string }[]).map(({ id }) => id)).to.deep.equal([
            sessionId(session),
          ])
          const { hash } = await latest()
          const child = start(await buildProgram(), ['conform', '--account', place.ACCOUNT, '--rpc', url])
          child.stderr?.on('data', (text) => String(text).includes('3 of') && child.kill('SIGINT'))
          const interrupted = await ended(child)
          expect(interrupted).to.include({ code: 3, out: '' })
          expect(interrupted.err).to.contain('[Interrupted]')
          expect((await latest()).hash).to.equal(hash)
          const tried = await on(url, ['conform', '--cases', '10'])
          expect(tried.code, tried.out + tried.err).to.equal(0)
          expect((await on(url, ['inspect', file])).code).to.equal(0)
          expect((await on(place.CHAIN_URL, ['list', '--json'])).json()).to.include({ usable: 0, over: 0 })
        },
        ['--fork-url', place.CHAIN_URL],
      )
    })
  })
})
