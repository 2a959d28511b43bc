// Runs every @example of src/: a line `expression // => value` is an expectation, all other lines are run.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'

import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import * as ethers from 'ethers'
import { ethers as hardhat } from 'hardhat'
import ts from 'typescript'

import * as latchkey from '../../src'
import * as fileStores from '../../src/fileStore'
import * as histories from '../../src/history'
import * as browsers from '../../src/keys'
import * as testing from '../../src/testing'
import { run as runCommand } from '../../src/cli/run'
import * as safeTexts from '../../src/cli/safeText'
import { argumentName } from '../../src/session/argumentName'
import { describeRule } from '../../src/session/describeRule'
import { revertData } from '../../src/errors/revertData'
import * as valueTexts from '../../src/errors/valueTexts'
import { argumentAlternatives } from '../../src/session/argumentAlternatives'
import { argumentRules } from '../../src/session/argumentRules'
import { brokenRule } from '../../src/session/brokenRule'
import { findFunction } from '../../src/session/findFunction'
import { isP256Point } from '../../src/session/isP256Point'
import { readArgument } from '../../src/session/readArgument'
import { wordTypeName } from '../../src/errors/wordTypeName'
import { wordTypeText } from '../../src/session/wordTypeText'
import { nextBatch } from '../../src/client/queue/nextBatch'
import { outcomeOf } from '../../src/client/queue/outcomeOf'
import { isAboutCalls, pauseAfter, remedyFor } from '../../src/client/queue/remedyFor'
import { reservationOf, sumOf } from '../../src/client/queue/reservation'
import { gasOf, partOf, unnamed } from '../../src/client/queue/sponsoring'
import { opBytes } from '../../src/client/queue/opBytes'
import { untilDone } from '../../src/client/queue/untilDone'
import { withReserved } from '../../src/client/sessions/judgeSends'
import { sessionContract } from '../../src/client/sessions/sessionContract'
import { receiptOf } from '../../src/bundler/receiptOf'
import { answerOf } from '../../src/rpc/answer'
import { explainRefusal } from '../../src/rpc/explainRefusal'
import { refusalOf } from '../../src/rpc/refusalOf'
import { inBrowser } from '../keys/browser'
import * as builders from './builders'

const SRC = join(__dirname, '../../src')

const FOLDER = mkdtempSync(join(tmpdir(), 'latchkey-examples-'))

const socio3 = {
  address: builders.SOCIO3,
  abi: ['function upvotePost(uint256 postId)', 'function tip(uint256) payable'],
}

/** The names that examples may use without saying where they come from. */
const SCOPE: Readonly<Record<string, unknown>> = {
  ...ethers,
  ...latchkey,
  ...fileStores,
  ...testing,
  ...histories,
  ...browsers,
  ...builders,
  ...safeTexts,
  argumentAlternatives,
  argumentRules,
  brokenRule,
  argumentName,
  describeRule,
  findFunction,
  isP256Point,
  readArgument,
  wordTypeName,
  revertData,
  ...valueTexts,
  wordTypeText,
  answerOf,
  explainRefusal,
  gasOf,
  isAboutCalls,
  nextBatch,
  opBytes,
  outcomeOf,
  partOf,
  pauseAfter,
  receiptOf,
  refusalOf,
  remedyFor,
  reservationOf,
  sumOf,
  unnamed,
  sessionContract,
  untilDone,
  withReserved,
  expect,
  ENTRY_POINT: builders.anAddress(0xe9),
  MAX_WORD: builders.ALL_ONES,
  ONE_WORD: builders.word(1),
  OWNER_VALIDATOR: builders.anAddress(0x1005),
  folder: FOLDER,
  // Nobody reads what is printed.
  io: { out: () => undefined, err: () => undefined, env: {}, ask: undefined, now: () => builders.NOW },
  run: runCommand,
  socio3,
  upvote: builders.UPVOTE,
  usage: builders.aUsage(),
  userOp: builders.aUserOp(),
  session: latchkey.createSession({
    signer: builders.KEY_ADDRESS,
    allow: [latchkey.allow(socio3, 'upvotePost'), latchkey.allowTransfer(builders.PAYMASTER, { maxValue: 1n })],
    expires: '1h',
    fees: { max: 10n ** 15n },
    value: 1n,
    now: builders.NOW,
  }),
  op: {
    userOp: builders.OP_TERMS,
    module: builders.MODULE,
    entryPoint: { address: builders.anAddress(0xe9), version: '0.8' },
    chainId: 1n,
  },
}

/** What the examples that ask a chain take for given: a module and its Lens. */
async function onChain(): Promise<Readonly<Record<string, unknown>>> {
  const module = await hardhat.deployContract('SessionKeyValidator')
  const lens = await hardhat.deployContract('SessionLens', [module])
  return { provider: hardhat.provider, lens: await lens.getAddress() }
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

function examples(file: string): readonly string[] {
  const text = readFileSync(join(SRC, file), 'utf8')
  return [...text.matchAll(/@example\n \* ```ts\n([\s\S]*?) \* ```/g)].map(([, code = '']) =>
    code.replace(/^ \* ?/gm, ''),
  )
}

async function run(example: string): Promise<void> {
  const scope = { ...SCOPE, ...(await loadFixture(onChain)) }
  const expectations = example.replace(/^(.*?)\s*\/\/ => (.*)$/gm, 'expect(await ($1)).to.deep.equal($2)')
  const body = `return (async () => {\n${expectations}\n})()`
  const { outputText } = ts.transpileModule(body, { compilerOptions: { target: ts.ScriptTarget.ES2022 } })
  const call = compileFunction(outputText, Object.keys(scope)) as (...values: unknown[]) => Promise<void>
  await call(...Object.values(scope))
}

describe('examples', () => {
  after(() => {
    rmSync(FOLDER, { recursive: true })
  })

  for (const file of files)
    examples(file).forEach((example, i) => {
      it(`of ${file}, number ${i + 1}`, async () => {
        expect(example).to.match(/\/\/ => /)
        const work = async () => await run(example)
        await (file.startsWith('keys/') ? inBrowser(work) : work())
      })
    })

  it('stand at every exported function that is no port to a chain', () => {
    // What needs viem's clients, or a page, is run where docs/viem.md and docs/react.md show it.
    const here = files.filter((file) => !/^(viem|react)\//.test(file))
    const without = here.filter((file) => {
      const text = readFileSync(join(SRC, file), 'utf8')
      return publicFunctions(text) > 0 && !text.includes('@example')
    })
    expect(without).to.deep.equal(['userOp/handleOps.ts'])
  })
})

/** How many functions a file exports that are not for the project's own files alone. */
const publicFunctions = (text: string): number =>
  text
    .split(/^export (?:async )?function /m)
    .slice(0, -1)
    .filter((before) => !before.slice(before.lastIndexOf('/**')).includes('@internal')).length
