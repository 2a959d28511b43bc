// Verification: the written standard-JSON input is all that solc needs for the very code that is deployed, and an explorer
// is sent that input.
import { execFileSync, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import { Etherscan } from '@nomicfoundation/hardhat-verify/etherscan'
import { expect } from 'chai'
import { concat } from 'ethers'
import hre from 'hardhat'

import { deployables, type Deployable } from '../../deploy/contracts'
import { compilerVersion, standardInput, submit, verifyAt, writeStandardInput } from '../../deploy/verification'
import { ROOT } from './anvil'
import { refusalOf } from './refusalOf'

type Output = { contracts: Record<string, Record<string, { evm: { bytecode: { object: string } } }>> }

/** What solc's own command line makes of a file. It writes to a file, because it does not wait for a pipe to be read. */
function compileAlone(input: string): Output {
  const answer = `${input}.answer`
  const [read, write] = [openSync(input, 'r'), openSync(answer, 'w')]
  try {
    const stdio: StdioOptions = [read, write, 'inherit']
    execFileSync(process.execPath, [require.resolve('solc/solc.js'), '--standard-json'], { stdio })
    const output = readFileSync(answer, 'utf8')
    return JSON.parse(output.slice(output.indexOf('{'))) as Output
  } finally {
    closeSync(read)
    closeSync(write)
    rmSync(answer)
  }
}

/** An explorer on this machine that gives these answers in turn; the forms and queries that it was sent. */
async function withExplorer(answers: readonly unknown[], use: (explorer: Etherscan) => Promise<void>) {
  const asked: URLSearchParams[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push(new URLSearchParams(body === '' ? new URL(request.url ?? '', 'http://x').search : body))
      response.end(JSON.stringify(answers[asked.length - 1]))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  try {
    await use(new Etherscan('the key', `${url}/api`, 'https://explorer.example', undefined))
  } finally {
    server.closeAllConnections()
    server.close()
  }
  return asked
}

const UNVERIFIED = { status: '1', message: 'OK', result: [{ SourceCode: '' }] }
const VERIFIED = { status: '1', message: 'OK', result: [{ SourceCode: 'contract C {}' }] }
const TICKET = { status: '1', message: 'OK', result: 'ticket' }
const status = (result: string) => ({ status: '1', message: 'OK', result })

describe('writeStandardInput', () => {
  for (const name of ['validator', 'lens'] as const)
    it(`writes a file from which solc alone makes the creation code of the ${name}`, async () => {
      const contract: Deployable = (await deployables(hre))[name]
      const file = await writeStandardInput(hre, contract)
      expect(file).to.equal(`deploy/verification/${contract.name}.json`)
      const output = compileAlone(join(ROOT, file))
      const [path = '', symbol = ''] = contract.source.split(':')
      const { object } = output.contracts[path]![symbol]!.evm.bytecode
      expect(concat([`0x${object}`, contract.args])).to.equal(contract.initCode)
    })

  it('holds no source that is not needed', async () => {
    const { validator } = await deployables(hre)
    const { sources } = (await standardInput(hre, validator)) as { sources: Record<string, unknown> }
    expect(Object.keys(sources)).to.include('contracts/SessionKeyValidator.sol')
    expect(Object.keys(sources).filter((path) => /mocks|examples|lens/.test(path))).to.deep.equal([])
  })
})

describe('submit', () => {
  it('sends the explorer sources, settings, the full compiler version and the arguments', async () => {
    const { lens } = await deployables(hre)
    const asked = await withExplorer([UNVERIFIED, TICKET, status('Pass - Verified')], async (explorer) => {
      const url = `https://explorer.example/address/${lens.address}#code`
      expect(await submit(hre, explorer, lens)).to.equal(`SessionLens is verified: ${url}`)
    })
    expect(asked).to.have.length(3)
    const sent = Object.fromEntries(asked[1]!)
    expect(sent).to.deep.include({
      action: 'verifysourcecode',
      apikey: 'the key',
      contractaddress: lens.address,
      codeformat: 'solidity-standard-json-input',
      contractname: 'contracts/lens/SessionLens.sol:SessionLens',
      compilerversion: 'v0.8.37+commit.f401782d',
      constructorArguements: lens.args.slice(2),
    })
    expect(JSON.parse(sent['sourceCode'] ?? '')).to.deep.equal(await standardInput(hre, lens))
    expect(asked[2]!.get('guid')).to.equal('ticket')
  })

  it('sends nothing when it is verified already', async () => {
    const { validator } = await deployables(hre)
    const asked = await withExplorer([VERIFIED], async (explorer) => {
      expect(await submit(hre, explorer, validator)).to.include('SessionKeyValidator is verified already: https://')
    })
    expect(asked.map((form) => form.get('action'))).to.deep.equal(['getsourcecode'])
  })

  it('says so when the explorer could not reproduce the code', async () => {
    const { validator } = await deployables(hre)
    await withExplorer([UNVERIFIED, TICKET, status('Fail - Unable to verify')], async (explorer) => {
      expect(await refusalOf(submit(hre, explorer, validator))).to.equal(
        'The explorer did not verify SessionKeyValidator: Fail - Unable to verify',
      )
    })
  })
})

describe('npx hardhat verify', () => {
  it('refuses an address that is not of this version', async () => {
    const address = `0x${'11'.repeat(20)}`
    const words = `${address} is neither the module nor the Lens of this version`
    expect(await refusalOf(verifyAt(hre, address))).to.include(words)
    expect(await refusalOf(hre.run('verify:etherscan', { address }))).to.include(words)
  })

  it('takes an address in any letter case, and says that the chain has no explorer', async () => {
    const { address } = (await deployables(hre)).lens
    for (const text of [address, address.toLowerCase()])
      expect(await refusalOf(verifyAt(hre, text))).to.include('No explorer of the chain of hardhat is known here')
    expect(await refusalOf(verifyAt(hre, 'nonsense'))).to.include('nonsense is neither the module nor the Lens')
  })

  it('names the compiler as explorers do', () => {
    expect(compilerVersion()).to.equal('0.8.37+commit.f401782d')
  })
})
