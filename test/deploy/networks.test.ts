// The environment: what is missing or wrong is said by name, what is secret is never said.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect } from 'chai'

import { explorerKey, networksFrom, requireSettings, rpcVariable } from '../../deploy/networks'
import { refusalOf } from './refusalOf'

const KEY = `0x${'5e'.repeat(32)}`
const URL = 'http://127.0.0.1:1'
const NEED = { network: 'sepolia', key: true, explorer: false }

/** Runs with a file of this content, and removes it. */
async function withFile(content: string, use: (path: string) => Promise<void> | void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-'))
  try {
    const path = join(folder, 'key')
    writeFileSync(path, content)
    await use(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('networksFrom', () => {
  it('names every network with its chain id, and fails on nothing that is missing', () => {
    const networks = networksFrom({})
    const ids = Object.fromEntries(Object.entries(networks).map(([name, network]) => [name, network?.chainId]))
    expect(ids).to.deep.equal({
      mainnet: 1,
      sepolia: 11155111,
      base: 8453,
      'base-sepolia': 84532,
      optimism: 10,
      'optimism-sepolia': 11155420,
      arbitrum: 42161,
      'arbitrum-sepolia': 421614,
      polygon: 137,
      'polygon-amoy': 80002,
      custom: undefined,
      localhost: undefined,
    })
    expect(networks['sepolia']).to.deep.include({ url: 'http://set-RPC_URL_SEPOLIA.invalid', accounts: [] })
    expect(networks['localhost']).to.deep.include({ url: 'http://127.0.0.1:8545', accounts: 'remote' })
  })

  it('takes URL and key from the environment', () => {
    const networks = networksFrom({ RPC_URL_BASE_SEPOLIA: URL, DEPLOYER_PRIVATE_KEY: KEY })
    expect(networks['base-sepolia']).to.deep.include({ url: URL, accounts: [KEY] })
    expect(networks['localhost']).to.deep.include({ accounts: [KEY] })
    expect(rpcVariable('base-sepolia')).to.equal('RPC_URL_BASE_SEPOLIA')
  })

  it('takes the key from a file, with or without 0x and a line end', async () => {
    for (const content of [KEY, `${KEY}\n`, KEY.slice(2)])
      await withFile(content, (path) => {
        const { custom } = networksFrom({ DEPLOYER_PRIVATE_KEY_FILE: path })
        expect(custom).to.deep.include({ accounts: [KEY] })
      })
  })

  it('loads with a malformed key, a missing key file and an empty URL', () => {
    for (const env of [{ DEPLOYER_PRIVATE_KEY: '0x12' }, { DEPLOYER_PRIVATE_KEY_FILE: '/nowhere' }])
      expect(networksFrom(env)['custom']).to.deep.include({ accounts: [] })
  })
})

describe('requireSettings', () => {
  it('is content with what is needed', () => {
    const env = { RPC_URL_SEPOLIA: URL, DEPLOYER_PRIVATE_KEY: KEY, ETHERSCAN_API_KEY: 'k' }
    expect(() => requireSettings(env, { ...NEED, explorer: true })).to.not.throw()
    expect(() => requireSettings({ RPC_URL_SEPOLIA: URL }, { ...NEED, key: false })).to.not.throw()
    expect(() => requireSettings({}, { ...NEED, network: 'localhost' })).to.not.throw()
    expect(() => requireSettings({}, { ...NEED, network: 'hardhat' })).to.not.throw()
    expect(explorerKey(env)).to.equal('k')
    expect(explorerKey({})).to.equal('')
  })

  it('says which URL to set, also when it is empty', async () => {
    for (const env of [{}, { RPC_URL_SEPOLIA: '' }])
      expect(await refusalOf(() => requireSettings(env, NEED))).to.equal(
        'Set RPC_URL_SEPOLIA to the URL of an RPC node of sepolia',
      )
  })

  it('says that a key is missing', async () => {
    const refusal = await refusalOf(() => requireSettings({ RPC_URL_SEPOLIA: URL }, NEED))
    expect(refusal).to.include('Set DEPLOYER_PRIVATE_KEY').and.include('Neither is set')
  })

  it('says that what is set is no key, without showing it, also for a local chain', async () => {
    const secret = `${KEY}ff`
    for (const network of ['sepolia', 'localhost']) {
      const env = { RPC_URL_SEPOLIA: URL, DEPLOYER_PRIVATE_KEY: secret }
      const refusal = await refusalOf(() => requireSettings(env, { ...NEED, network }))
      expect(refusal).to.include('What is in DEPLOYER_PRIVATE_KEY is no such key').and.not.include('5e5e')
    }
  })

  it('takes the largest key, and refuses zero and the order of the curve', async () => {
    const order = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd03641'
    const env = (key: string) => ({ RPC_URL_SEPOLIA: URL, DEPLOYER_PRIVATE_KEY: key })
    expect(() => requireSettings(env(`${order}40`), NEED)).to.not.throw()
    for (const key of ['00'.repeat(32), `${order}41`, 'ff'.repeat(32)])
      expect(await refusalOf(() => requireSettings(env(key), NEED))).to.include('is no such key')
  })

  it('refuses to choose between a key and a file with one', async () => {
    const env = { RPC_URL_SEPOLIA: URL, DEPLOYER_PRIVATE_KEY: KEY, DEPLOYER_PRIVATE_KEY_FILE: '/nowhere' }
    expect(await refusalOf(() => requireSettings(env, NEED))).to.include('are both set')
    expect(() => requireSettings(env, { ...NEED, key: false })).to.not.throw()
  })

  it('says that the key file cannot be used, without showing what is in it', async () => {
    await withFile(`${KEY} and more`, async (path) => {
      const env = { RPC_URL_SEPOLIA: URL, DEPLOYER_PRIVATE_KEY_FILE: path }
      const refusal = await refusalOf(() => requireSettings(env, NEED))
      expect(refusal).to.include('The file that DEPLOYER_PRIVATE_KEY_FILE names').and.not.include('5e5e')
    })
  })

  it('says that a local chain has no explorer before it asks for a key', async () => {
    const need = { network: 'localhost', key: true, explorer: true }
    expect(await refusalOf(() => requireSettings({}, need))).to.include('A local chain has no explorer')
    const env = { RPC_URL_CUSTOM: URL, DEPLOYER_PRIVATE_KEY: KEY }
    expect(() => requireSettings(env, { ...need, network: 'custom' })).to.not.throw()
  })

  it('says that the key of the explorer is missing', async () => {
    const env = { RPC_URL_SEPOLIA: URL, DEPLOYER_PRIVATE_KEY: KEY }
    expect(await refusalOf(() => requireSettings(env, { ...NEED, explorer: true }))).to.include('Set ETHERSCAN_API_KEY')
  })
})
