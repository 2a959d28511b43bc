// Keys of every kind through the EntryPoints, by the client, as an app uses them: WebCrypto, passkeys, RSA, contract wallets.
// And what ERC-7562 says of each.
import { loadFixture, takeSnapshot } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { dataSlice, getBytes, hexlify, toBeHex } from 'ethers'
import { ethers } from 'hardhat'
import { webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import {
  p256Signature,
  type Address,
  type Hex,
  type PackedUserOperation,
  type SessionKey,
  type Signer,
} from '../../src'
import { VERSIONS, type TestAccount, type Version } from '../helpers/fixture'
import { N, nodeVerifies } from '../helpers/p256'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, upvote } from '../helpers/session'
import type { SessionChain } from '../helpers/session'
import { hashingP256Key, p256Key, passkey, rawP256Key, rsaKey, secp256k1Key, verifierKey } from '../helpers/sessionKeys'
import type { TestKey } from '../helpers/sessionKeys'
import { sendOps, userOpResults } from '../helpers/userOp'
import { findViolations } from '../helpers/validationRules'
import { ACCEPTED, verdict } from '../helpers/verdict'

/** What an app holds. */
interface AppKey {
  readonly named: Signer
  readonly key: SessionKey
  readonly signatureLength?: number | undefined
}

const appKey = ({ named, sign, signatureLength }: TestKey): AppKey => ({ named, key: sign, signatureLength })

async function deployVerifiers() {
  const chain = await loadFixture(deploySessionChain)
  const deploy = async (name: string, args: readonly unknown[] = []): Promise<string> =>
    await (await ethers.deployContract(name, [...args])).getAddress()
  const owner = secp256k1Key('wallet')
  const wallets = await deploy('WalletVerifierMock')
  const wallet = async (name: string): Promise<AppKey> =>
    appKey(verifierKey(wallets, await deploy(name, [owner.signer]), (digest) => owner.key.sign(digest).serialized, 65))
  const keys = {
    'a secp256k1 key': appKey(secp256k1Key()),
    'a P-256 key': appKey(p256Key()),
    'a P-256 key by OpenZeppelin’s verifier': appKey(rawP256Key(await deploy('ERC7913P256Verifier'))),
    'a P-256 key by the example verifier': appKey(hashingP256Key(await deploy('P256Verifier'))),
    'a passkey': appKey(passkey(await deploy('ERC7913WebAuthnVerifier'))),
    'an RSA key': appKey(rsaKey(await deploy('ERC7913RSAVerifier'))),
    'a contract wallet with its owner in storage': await wallet('WalletMock'),
    'a contract wallet with its owner in its code': await wallet('FixedWalletMock'),
  }
  return { chain, keys, wallets }
}

type Kind = keyof Awaited<ReturnType<typeof deployVerifiers>>['keys']
const KINDS: readonly Kind[] = [
  'a secp256k1 key',
  'a P-256 key',
  'a P-256 key by OpenZeppelin’s verifier',
  'a P-256 key by the example verifier',
  'a passkey',
  'an RSA key',
  'a contract wallet with its owner in storage',
  'a contract wallet with its owner in its code',
]

type Opened = {
  readonly account: TestAccount
  readonly next: (key?: SessionKey) => Promise<PackedUserOperation>
}

/** An account with a session of this key, which may vote. */
async function open(chain: SessionChain, appKey: AppKey, version: Version): Promise<Opened> {
  const session = await makeSession(chain, { signer: appKey.named })
  const account = await openSessionAccount(chain, [session], { version })
  const call = await upvote(chain)
  const next = async (key = appKey.key) =>
    await sessionOp(chain, account, session, [call], {
      key,
      signatureLength: appKey.signatureLength,
      verificationGasLimit: 700_000n,
      maxFeePerGas: 2_000_000_000n,
    })
  return { account, next }
}

const votes = async ({ socio3 }: SessionChain): Promise<bigint> => (await socio3.getPost(0)).votes

for (const version of VERSIONS)
  describe(`Session keys on EntryPoint ${version}`, () => {
    for (const kind of KINDS)
      it(`${kind} has its op executed, and no op that it did not sign`, async () => {
        const { chain, keys } = await loadFixture(deployVerifiers)
        const { account, next } = await open(chain, keys[kind], version)
        const { key } = keys[kind]
        const signOther = async (digest: Hex) =>
          await (typeof key === 'function' ? key(toBeHex(BigInt(digest) ^ 1n, 32) as Hex) : '0x')
        if (typeof key === 'function') expect(await verdict(account, [await next(signOther)])).to.equal('AA24')
        const [result] = userOpResults(account, await sendOps(account, [await next()]))
        expect(result?.success).to.equal(true)
        expect(await votes(chain)).to.equal(1n)
        expect(await verdict(account, [await next()])).to.equal(ACCEPTED)
      })
  })

/** A key that nobody can read, and what it signs with as WebCrypto gives it. */
async function createWebCryptoKey() {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const { privateKey, publicKey } = await webcrypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])
  const point = hexlify(new Uint8Array(await webcrypto.subtle.exportKey('raw', publicKey)))
  const signPlain = async (digest: string): Promise<Hex> => {
    const signature = await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, getBytes(digest))
    return hexlify(new Uint8Array(signature)) as Hex
  }
  return { privateKey, x: dataSlice(point, 1, 33) as Hex, y: dataSlice(point, 33) as Hex, signPlain }
}

describe('A WebCrypto key that cannot be exported', () => {
  it('signs ops by p256Signature, in either half of s that the browser gives', async () => {
    const chain = await loadFixture(deploySessionChain)
    const { privateKey, x, y, signPlain } = await createWebCryptoKey()
    const exported = webcrypto.subtle.exportKey('pkcs8', privateKey).catch((thrown: unknown) => (thrown as Error).name)
    expect(privateKey.extractable).to.equal(false)
    expect(await exported).to.match(/^InvalidAccess/)

    /** Signs until s lies in that half: a browser gives either. */
    const signIn =
      (high: boolean) =>
      async (digest: string): Promise<Hex> => {
        for (;;) {
          const plain = await signPlain(digest)
          if (BigInt(dataSlice(plain, 32)) > N / 2n === high) return plain
        }
      }
    const { account, next } = await open(chain, { named: { kind: 'P-256', x, y }, key: signIn(false) }, 'v07')
    expect(await verdict(account, [await next(signIn(true))])).to.equal('AA24')
    for (const [votesBefore, high] of [false, true].entries()) {
      const op = await next(async (digest) => p256Signature(await signIn(high)(digest)))
      expect(await votes(chain)).to.equal(BigInt(votesBefore))
      const [result] = userOpResults(account, await sendOps(account, [op]))
      expect(result?.success).to.equal(true)
    }
    expect(await votes(chain)).to.equal(2n)
  })

  it('signs the same by the example verifier, for chains without the precompile', async () => {
    const { chain } = await loadFixture(deployVerifiers)
    const verifier = (await (await ethers.deployContract('P256Verifier')).getAddress()) as Address
    const { x, y, signPlain } = await createWebCryptoKey()
    const key = async (digest: string) => p256Signature(await signPlain(digest))
    const named = { kind: 'ERC-7913', verifier, key: `${x}${y.slice(2)}` as Hex } as const
    const { account, next } = await open(chain, { named, key, signatureLength: 64 }, 'v07')
    const [result] = userOpResults(account, await sendOps(account, [await next()]))
    expect(result?.success).to.equal(true)
  })

  it('cannot sign for OpenZeppelin’s P-256 verifier, which takes the digest as the hash', async () => {
    const { chain } = await loadFixture(deployVerifiers)
    const verifier = (await (await ethers.deployContract('ERC7913P256Verifier')).getAddress()) as Address
    const { x, y, signPlain } = await createWebCryptoKey()
    const point = `${x}${y.slice(2)}` as Hex
    const signed: [string, Hex][] = []
    const key = async (digest: Hex) => {
      const signature = p256Signature(await signPlain(digest))
      signed.push([digest, signature])
      return signature
    }
    const named = { kind: 'ERC-7913', verifier, key: point } as const
    const { account, next } = await open(chain, { named, key, signatureLength: 64 }, 'v07')
    expect(await verdict(account, [await next()])).to.equal('AA24')
    for (const [digest, signature] of signed) expect(nodeVerifies(point, digest, signature)).to.equal(true)
  })
})

/** The rule that an op of this key breaks, the contract that does it, and how often. */
async function violations({ account, next }: Opened): Promise<string[]> {
  const found = await findViolations(account.entryPoint, await next())
  return found.map(({ rule, opcode, contract }) => `${rule} ${opcode} ${contract}`)
}

describe('Rules of validation, by kind of key', () => {
  const clean = KINDS.filter((kind) => kind !== 'a contract wallet with its owner in storage')
  for (const version of VERSIONS)
    for (const kind of clean)
      it(`I16 T85 ${kind} breaks none, on EntryPoint ${version}`, async () => {
        const { chain, keys } = await loadFixture(deployVerifiers)
        expect(await violations(await open(chain, keys[kind], version))).to.deep.equal([])
      })

  it('T85 a contract wallet breaks STO-021 by reading its own storage, which is not the account’s', async () => {
    const { chain, keys } = await loadFixture(deployVerifiers)
    const kind = keys['a contract wallet with its owner in storage']
    const wallet = typeof kind.named === 'object' && kind.named.kind === 'ERC-7913' ? kind.named.key : '0x'
    const opened = await open(chain, kind, 'v07')
    expect(await violations(opened)).to.deep.equal([`STO-021 SLOAD ${ethers.getAddress(wallet)}`])
    // The EntryPoint knows no such rule: sent straight to it, the op is executed.
    expect(await verdict(opened.account, [await opened.next()])).to.equal(ACCEPTED)
  })

  it('T85 a contract wallet can change its mind in one transaction, and ops that were valid are not', async () => {
    const { chain, keys } = await loadFixture(deployVerifiers)
    const kind = keys['a contract wallet with its owner in storage']
    const wallet = typeof kind.named === 'object' && kind.named.kind === 'ERC-7913' ? kind.named.key : '0x'
    const { account, next } = await open(chain, kind, 'v07')
    const op = await next()
    expect(await verdict(account, [op])).to.equal(ACCEPTED)
    await (await ethers.getContractAt('WalletMock', wallet)).setOwner(secp256k1Key('another owner').signer)
    expect(await verdict(account, [op])).to.equal('AA24')
  })
})

/** Gas of the whole transaction of the second op of a key, after which the first has warmed nonce and vote. */
async function gasOf(chain: SessionChain, key: AppKey): Promise<number> {
  const before = await takeSnapshot()
  const { account, next } = await open(chain, key, 'v07')
  await sendOps(account, [await next()])
  const { gasUsed } = await sendOps(account, [await next()])
  await before.restore()
  return Number(gasUsed)
}

/** In docs/signers.md: at most so much more gas than a secp256k1 key, over the whole transaction. */
const COSTS: readonly (readonly [Kind, number])[] = [
  ['a P-256 key', 8_500],
  ['a P-256 key by OpenZeppelin’s verifier', 13_000],
  ['a P-256 key by the example verifier', 13_500],
  ['a passkey', 24_000],
  ['an RSA key', 72_000],
  ['a contract wallet with its owner in storage', 13_500],
]

describe('What a key costs', () => {
  const page = readFileSync(join(__dirname, '../../docs/signers.md'), 'utf8')
  for (const [kind, most] of COSTS)
    it(`of ${kind} is over a secp256k1 key in the same op no more than docs/signers.md says`, async () => {
      const { chain, keys } = await loadFixture(deployVerifiers)
      const over = (await gasOf(chain, keys[kind])) - (await gasOf(chain, keys['a secp256k1 key']))
      expect(over)
        .to.be.at.most(most)
        .and.above(most / 2)
      expect(page).to.include(`| ${most.toLocaleString('en')} `)
    })
})
