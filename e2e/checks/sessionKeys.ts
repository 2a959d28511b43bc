// Session keys of the other kinds: what a bundler that enforces ERC-7562 says to each, through the whole client.
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

import { expect } from 'chai'
import { AbiCoder, getBytes } from 'ethers'

import { p256Signature, toAddress, toHex, type Address, type Hex, type LiveSession, type OwnKey } from '../../src'
import { ERC7913RSAVerifier__factory } from '../../typechain-types'
import { callsOnly } from './callsOnly'
import { refusalOf } from './refusalOf'
import type { Report } from './Report'
import type { Scene } from './Scene'

const PRECOMPILE = '0x0000000000000000000000000000000000000100'

/** Any code: the precompile runs in its place, and the bundler takes it for a contract. */
const SOME_CODE = '0x600160015500'

/** Bytes of an RSA signature of 2048 bits. */
const RSA_BYTES = 256

export async function checkSessionKeys(report: Report, title: string, scene: Scene): Promise<void> {
  const { deployer, open, provider, request, socio3, upvotes } = scene
  const begin = async (app: string, key: OwnKey): Promise<LiveSession> =>
    await (await open({ app, owner: callsOnly(scene) })).ensure(request({ key }))
  const vote = async (live: LiveSession): Promise<void> => {
    const before = await upvotes()
    expect((await (await live.contract(socio3).upvotePost(0)).wait()).error).to.equal(undefined)
    expect(await upvotes()).to.equal(before + 1n)
  }

  await report.scene(`${title}: other kinds of keys`, async (check) => {
    await check('rsaKey', 'an RSA key, which a verifier of ERC-7913 checks', async () => {
      const verifier = await (await new ERC7913RSAVerifier__factory(deployer).deploy()).waitForDeployment()
      const live = await begin('RSA', rsaKey(toAddress(await verifier.getAddress())))
      await vote(live)
      live.close()
    })
    const live = await begin('P-256', p256Key())
    await check('p256Refused', 'as it is this bundler refuses P-256: the precompile has no code', async () => {
      const refusal = await refusalOf(live.contract(socio3).upvotePost(0))
      expect(refusal.code).to.equal('OpcodeRefused')
      expect(refusal.cause).to.include({ code: -32_502 })
      expect(String((refusal.cause as { message?: string }).message)).to.include(PRECOMPILE)
    })
    await check('p256Key', 'where the bundler takes the precompile for a contract, P-256 is accepted', async () => {
      await provider.send('anvil_setCode', [PRECOMPILE, SOME_CODE])
      try {
        await vote(live)
      } finally {
        await provider.send('anvil_setCode', [PRECOMPILE, '0x'])
      }
    })
    live.close()
  })
}

/** As a browser has one: sha256 of the digest is signed. */
function p256Key(): OwnKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y } = wordsOf(publicKey, ['x', 'y'])
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const
  return {
    signer: { kind: 'P-256', x, y },
    key: (digest) => p256Signature(toHex(sign('sha256', getBytes(digest), key))),
  }
}

/** 2048 bits, PKCS #1 v1.5 with SHA-256, for OpenZeppelin's verifier. */
function rsaKey(verifier: Address): OwnKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 8 * RSA_BYTES })
  const { e, n } = wordsOf(publicKey, ['e', 'n'])
  return {
    signer: { kind: 'ERC-7913', verifier, key: toHex(AbiCoder.defaultAbiCoder().encode(['bytes', 'bytes'], [e, n])) },
    signatureLength: RSA_BYTES,
    key: (digest) => toHex(sign('sha256', getBytes(digest), privateKey)),
  }
}

/** Parts of a public key, by their names in a JWK. */
function wordsOf<Name extends 'x' | 'y' | 'e' | 'n'>(key: KeyObject, names: readonly Name[]): Record<Name, Hex> {
  const jwk = key.export({ format: 'jwk' })
  return Object.fromEntries(names.map((name) => [name, toHex(Buffer.from(jwk[name] ?? '', 'base64url'))])) as Record<
    Name,
    Hex
  >
}
