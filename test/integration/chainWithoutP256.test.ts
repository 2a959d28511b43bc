// A chain without the P-256 precompile: a P-256 session can be granted there and never used. It is refused by an error with a
// name, which the client explains; the same key works through an ERC-7913 verifier.
import { expect } from 'chai'
import { dataSlice, id, JsonRpcSigner, parseEther, toBeHex, Wallet, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'

import { deployEntryPoints, type EntryPoints } from '../../deploy/entryPoints'
import { deployFactory, deployOwnerValidator, deploySocio3 } from '../../deploy/examples'
import {
  allow,
  createSession,
  explainRevert,
  grantCall,
  installCall,
  openZeppelinAccount,
  sessionId,
  signSessionOp,
  type Address,
  type Hex,
  type PackedUserOperation,
  type Session,
} from '../../src'
import { SessionKeyValidator__factory, type SessionKeyValidator, type Socio3 } from '../../typechain-types'
import { RICH_KEY, withAnvil, type Anvil } from '../deploy/anvil'
import { N, wordOf } from '../helpers/p256'
import { hashingP256Key, p256Key, passkey, rawP256Key, type TestKey } from '../helpers/sessionKeys'

const PRECOMPILE = '0x0000000000000000000000000000000000000100'
const CHAIN = 31_340

interface World {
  readonly anvil: Anvil
  readonly entryPoint: EntryPoints['v08']
  readonly module: SessionKeyValidator
  readonly socio3: Socio3
  readonly account: Address
  readonly deploy: (name: string) => Promise<string>
}

/** An account with the module installed, on a new chain with these rules. */
async function onChain(hardfork: string, use: (world: World) => Promise<void>): Promise<void> {
  const build = async (anvil: Anvil): Promise<void> => {
    const rich = new Wallet(RICH_KEY, anvil.provider)
    const { v08: entryPoint } = await deployEntryPoints(rich)
    const ownerValidator = await (await deployOwnerValidator(rich)).getAddress()
    const factory = await deployFactory(rich, { entryPoint: entryPoint.address, ownerValidator })
    const socio3 = await deploySocio3(rich, rich.address)
    await (await socio3.createPost('The first post')).wait()
    const account = (await factory.getAccountAddress(rich.address, ZeroHash)) as Address
    await (await factory.createAccount(rich.address, ZeroHash)).wait()
    await anvil.provider.send('anvil_setBalance', [account, toBeHex(parseEther('10'))])
    await anvil.provider.send('anvil_impersonateAccount', [account])
    const module = await (await new SessionKeyValidator__factory(rich).deploy()).waitForDeployment()
    const deploy = async (name: string): Promise<string> => {
      const deployed = await (await ethers.getContractFactory(name, rich)).deploy()
      return await (await deployed.waitForDeployment()).getAddress()
    }
    const world = { anvil, entryPoint, module, socio3, account, deploy }
    const install = installCall({ adapter: openZeppelinAccount, account, module: await addressOf(module), salt: id('salt') as Hex })
    await asAccount(world, install)
    await use(world)
  } // prettier-ignore
  await withAnvil(CHAIN, build, ['--hardfork', hardfork])
}

const addressOf = async (contract: { getAddress: () => Promise<string> }): Promise<Address> =>
  (await contract.getAddress()) as Address

async function asAccount({ anvil, account }: World, { to, data }: { to: string; data: string }): Promise<void> {
  await (await new JsonRpcSigner(anvil.provider, account).sendTransaction({ to, data })).wait()
}

async function grantTo(world: World, { named }: TestKey): Promise<Session> {
  const { account, anvil, module, socio3 } = world
  const now = (await anvil.provider.getBlock('latest'))?.timestamp ?? 0
  const fees = { max: parseEther('1') }
  const session = createSession({ signer: named, allow: [allow(socio3, 'upvotePost')], expires: '1h', fees, now })
  await asAccount(world, grantCall({ module: await addressOf(module), account, session }))
  expect(await module.isLive(account, sessionId(session))).to.equal(true)
  return session
}

/** A vote by this key. */
async function opOf(world: World, key: TestKey, session: Session, sign = key.sign): Promise<PackedUserOperation> {
  const { account, entryPoint, socio3 } = world
  const module = await addressOf(world.module)
  const data = socio3.interface.encodeFunctionData('upvotePost', [0]) as Hex
  const { userOp } = await signSessionOp({
    session,
    calls: [{ to: await addressOf(socio3), value: 0n, data }],
    key: sign,
    signatureLength: key.signatureLength,
    module,
    chainId: BigInt(CHAIN),
    entryPoint: { address: entryPoint.address as Address, version: entryPoint.version },
    userOp: {
      sender: account,
      nonce: await entryPoint.contract.getNonce(account, openZeppelinAccount.nonceKey(module, 0)),
      verificationGasLimit: 2_000_000n,
      callGasLimit: 300_000n,
      preVerificationGas: 60_000n,
      maxFeePerGas: 3_000_000_000n,
      maxPriorityFeePerGas: 0n,
    },
  })
  return userOp
}

/** What the EntryPoint throws; undefined if it takes the op. */
async function thrownBy({ entryPoint, account }: World, op: PackedUserOperation): Promise<unknown> {
  const call = entryPoint.contract.handleOps.staticCall([op], account, { gasLimit: 10_000_000n })
  return await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
}

async function expectExecuted(world: World, op: PackedUserOperation): Promise<void> {
  const before = (await world.socio3.getPost(0)).votes
  await (await world.entryPoint.contract.handleOps([op], world.account, { gasLimit: 10_000_000n })).wait()
  expect((await world.socio3.getPost(0)).votes).to.equal(before + 1n)
}

/** AA23, and inside it MissingPrecompile(0x100). */
function expectMissing(thrown: unknown): void {
  const error = explainRevert(thrown)
  expect(error.code).to.equal('MissingPrecompile')
  expect(error.onchain).to.include({ source: 'entryPoint', name: 'FailedOpWithRevert', code: 'AA23' })
  expect(error.why).to.include('no P-256 verification').and.include(PRECOMPILE)
  expect(error.fix).to.include('secp256k1').and.include('ERC-7913 verifier')
}

describe('A chain without the P-256 precompile', () => {
  it('T147 refuses each op of a P-256 session by name, and the client says why and what to do', async () => {
    await onChain('cancun', async (world) => {
      const key = p256Key()
      const session = await grantTo(world, key)
      expectMissing(await thrownBy(world, await opOf(world, key, session)))
      expectMissing(await thrownBy(world, await opOf(world, key, session, p256Key('other').sign)))
      // What has no form of a signature needs no precompile to be refused.
      const highS = (digest: string): Hex => {
        const right = key.sign(digest)
        return `${dataSlice(right, 0, 32)}${wordOf(N - BigInt(dataSlice(right, 32))).slice(2)}` as Hex
      }
      expect(explainRevert(await thrownBy(world, await opOf(world, key, session, highS))).code).to.equal('AA24')
    })
  })

  it('T147 refuses it also where code at 0x100 answers nothing, or zero', async () => {
    await onChain('cancun', async (world) => {
      const key = p256Key()
      const session = await grantTo(world, key)
      for (const code of ['0x00', '0x60205ff3']) {
        await world.anvil.provider.send('anvil_setCode', [PRECOMPILE, code])
        expectMissing(await thrownBy(world, await opOf(world, key, session)))
      }
    })
  })

  it('T147 takes the same key by a verifier, which has the curve’s arithmetic', async () => {
    await onChain('cancun', async (world) => {
      const keys = [
        hashingP256Key(await world.deploy('P256Verifier')),
        rawP256Key(await world.deploy('ERC7913P256Verifier')),
        passkey(await world.deploy('ERC7913WebAuthnVerifier')),
      ]
      for (const key of keys) {
        const session = await grantTo(world, key)
        const wrong = await opOf(world, key, session, (digest) => key.sign(id(digest)))
        expect(explainRevert(await thrownBy(world, wrong)).code).to.equal('AA24')
        await expectExecuted(world, await opOf(world, key, session))
      }
    })
  })

  it('is told from one with it by nothing else: there the same session works', async () => {
    await onChain('osaka', async (world) => {
      const key = p256Key()
      const session = await grantTo(world, key)
      await expectExecuted(world, await opOf(world, key, session))
      const wrong = await opOf(world, key, session, p256Key('other').sign)
      expect(explainRevert(await thrownBy(world, wrong)).code).to.equal('AA24')
    })
  })
})
