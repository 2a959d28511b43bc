// The README's code is run as it stands: what it names is what a reader has at hand.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'

import { expect } from 'chai'
import * as ethers from 'ethers'
import ts from 'typescript'

import * as latchkey from '../../src'
import * as builders from './builders'

const abi = ['function upvotePost(uint256)', 'function tip(uint256) payable']

/** What the README's code takes for given. */
const SCOPE: Readonly<Record<string, unknown>> = {
  ...ethers,
  ...latchkey,
  key: builders.KEY,
  socio3: { address: builders.SOCIO3, abi },
  now: builders.NOW,
  account: builders.ACCOUNT,
  module: builders.MODULE,
  upvote: builders.UPVOTE,
  terms: builders.OP_TERMS,
  entryPoint: { address: builders.anAddress(0xe9), version: '0.7' },
  chainId: 1n,
}

function codeOf(file: string): string {
  const text = readFileSync(join(__dirname, '../..', file), 'utf8')
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code).join('\n')
}

describe('The README', () => {
  it('builds the session, the approval and the op that it shows', async () => {
    const body = `return (async () => {\n${codeOf('README.md')}\nreturn { session, approval, userOp }\n})()`
    const { outputText } = ts.transpileModule(body, { compilerOptions: { target: ts.ScriptTarget.ES2022 } })
    const run = compileFunction(outputText, Object.keys(SCOPE)) as (...scope: unknown[]) => Promise<{
      session: latchkey.Session
      approval: latchkey.Call
      userOp: latchkey.PackedUserOperation
    }>
    const { session, approval, userOp } = await run(...Object.values(SCOPE))
    expect(session.permissions.map(({ functionSignature }) => functionSignature).sort()).to.deep.equal([
      'tip(uint256)',
      'upvotePost(uint256)',
    ])
    expect(session.validUntil).to.equal(builders.NOW + 3600)
    expect(approval.to).to.equal(builders.ACCOUNT)
    expect(userOp.sender).to.equal(builders.OP_TERMS.sender)
  })
})
