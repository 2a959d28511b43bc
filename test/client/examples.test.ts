// Runs every @example of src/: a line `expression // => value` is an expectation, all other lines are run.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'

import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import * as ethers from 'ethers'
import { ethers as hardhat } from 'hardhat'
import ts from 'typescript'

import * as latchkey from '../../src'
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
import * as builders from './builders'

const SRC = join(__dirname, '../../src')

const socio3 = {
  address: builders.SOCIO3,
  abi: ['function upvotePost(uint256 postId)', 'function tip(uint256) payable'],
}

/** The names that examples may use without saying where they come from. */
const SCOPE: Readonly<Record<string, unknown>> = {
  ...ethers,
  ...latchkey,
  ...builders,
  argumentAlternatives,
  argumentRules,
  brokenRule,
  describeRule,
  findFunction,
  isP256Point,
  readArgument,
  wordTypeName,
  revertData,
  ...valueTexts,
  wordTypeText,
  expect,
  ENTRY_POINT: builders.anAddress(0xe9),
  MAX_WORD: builders.ALL_ONES,
  ONE_WORD: builders.word(1),
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
  for (const file of files)
    examples(file).forEach((example, i) => {
      it(`of ${file}, number ${i + 1}`, async () => {
        expect(example).to.match(/\/\/ => /)
        await run(example)
      })
    })

  it('stand at every exported function that is no port to a chain', () => {
    const without = files.filter((file) => {
      const text = readFileSync(join(SRC, file), 'utf8')
      return /^export (async )?function /m.test(text) && !text.includes('@example')
    })
    const internal = [
      'argumentPlace',
      'checkRules',
      'demandFormula',
      'exactDemands',
      'fields',
      'mergedRules',
      'negatedRules',
      'normalForm',
      'path',
      'plainPermission',
      'subject',
      'wordFormula',
      'wordRule',
      'wordType',
    ]
    const ofVerdict = [
      'ArgumentValue',
      'Finding',
      'Shape',
      'allowanceTerms',
      'argumentBounds',
      'cannotBound',
      'choosePermissions',
      'evaluateRule',
      'judgeCall',
      'opWindow',
      'remainingPeriods',
      'reviewFunctions',
      'reviewTargets',
      'standing',
    ]
    expect(without.sort()).to.deep.equal([
      ...internal.map((name) => `session/${name}.ts`),
      'userOp/handleOps.ts',
      ...ofVerdict.map((name) => `verdict/${name}.ts`),
    ])
  })
})
