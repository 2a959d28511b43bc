// Renders the code of docs/react.md as it stands, in StrictMode, and clicks what a reader would.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'

import { expect } from 'chai'
import * as ethersModule from 'ethers'
import { ethers } from 'hardhat'
import type { FunctionComponent, ReactElement } from 'react'
import ts from 'typescript'
import * as viem from 'viem'

import * as latchkey from '../../src'
import * as overViem from '../../src/viem'
import type { SessionCall } from '../../src/react'
import { withPage } from './react/page'
import { openLoop } from './sessions/stage'

const page = withPage()

interface Shown {
  readonly App: FunctionComponent
  readonly Countdown: FunctionComponent
  readonly useUpvote: (votes: bigint) => SessionCall<readonly [bigint], bigint>
}

/** What the page's code exports. @param given What it takes for given, by name. */
async function runCode(given: Readonly<Record<string, unknown>>): Promise<Shown> {
  const text = readFileSync(join(__dirname, '../../docs/react.md'), 'utf8')
  const code = [...text.matchAll(/```tsx\n([\s\S]*?)```/g)].map(([, block = '']) => block).join('\n')
  const { outputText } = ts.transpileModule(code, {
    fileName: 'page.tsx',
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, jsx: ts.JsxEmit.ReactJSX },
  })
  const packages: Readonly<Record<string, unknown>> = {
    react: page().react,
    'react/jsx-runtime': await import('react/jsx-runtime'),
    ethers: ethersModule,
    viem,
    latchkey,
    'latchkey/react': await import('../../src/react'),
    'latchkey/viem': overViem,
  }
  const exports: Partial<Shown> = {}
  const load = (name: string): unknown => packages[name]
  const scope: Record<string, unknown> = { exports, require: load, ...given }
  const run = compileFunction(outputText, Object.keys(scope)) as (...values: unknown[]) => void
  run(...Object.values(scope))
  return exports as Shown
}

async function openCode() {
  const loop = await openLoop({ typed: false })
  const { account: ACCOUNT, owner, bundler, store, vault, chain } = loop
  const SOCIO3 = await chain.socio3.getAddress()
  const shown = await runCode({ ACCOUNT, SOCIO3, owner, bundler, provider: ethers.provider, store, vault })
  return { loop, shown }
}

describe('docs/react.md', () => {
  it('shows a page that does what it says', async () => {
    const { loop, shown } = await openCode()
    const { react, library, render } = page()
    const view = render(react.createElement(shown.App))
    const card = () => library.within(view.getByRole('region', { name: 'Session' }))
    const click = (name: string): void => void library.fireEvent.click(view.getByRole('button', { name }))
    const eventually = async (look: () => unknown): Promise<void> => {
      await library.waitFor(look, { timeout: 10_000 })
    }
    const status = async (text: string): Promise<void> =>
      await eventually(() => expect(card().getByRole('status').textContent).to.equal(text))
    const votes = async (count: number): Promise<void> =>
      await eventually(() => expect(view.getByLabelText('Votes').textContent).to.equal(String(count)))

    await status('none')
    click('Start')
    await status('live')
    click('Upvote')
    expect(view.getByLabelText('Votes').textContent).to.equal('1')
    await eventually(async () => expect(await loop.upvotes()).to.equal(1n))
    await votes(1)
    expect(loop.methods()).to.deep.equal(['sendCalls'])

    click('End')
    await status('revoked')
    loop.owner.rejectNext()
    click('Upvote')
    const alerts = (): string =>
      view
        .getAllByRole('alert')
        .map(({ textContent }) => textContent)
        .join('\n')
    await eventually(() => expect(alerts()).to.contain('Undone: '))
    await votes(1)
    click('Dismiss')
    await eventually(() => expect(view.queryByRole('button', { name: 'Dismiss' })).to.equal(null))
    expect(loop.methods()).to.deep.equal(['sendCalls', 'sendCalls', 'sendCalls'])
  })

  it('shows a countdown that asks the session', async () => {
    const { loop, shown } = await openCode()
    const { react, library, render } = page()
    const { SessionProvider, useSession } = await import('../../src/react')
    const Start: FunctionComponent = () => {
      const { start } = useSession()
      return react.createElement('button', { onClick: () => void start() }, 'Start')
    }
    const props = { open: async () => await loop.open(), request: loop.request({ expires: '90s' }) }
    const children = [Start, shown.Countdown].map((each, key) => react.createElement(each, { key }))
    const view = render(react.createElement(SessionProvider, props, children))
    expect(view.container.textContent).to.equal('Start')
    library.fireEvent.click(view.getByRole('button'))
    await library.waitFor(() => expect(view.container.textContent).to.equal('StartEnds in 2 minutes'), {
      timeout: 10_000,
    })
  })

  it('shows a call by viem that does what it says', async () => {
    const { loop, shown } = await openCode()
    const { react, library, render } = page()
    const { SessionProvider } = await import('../../src/react')
    const Vote: FunctionComponent = () => {
      const { value, run } = shown.useUpvote(0n)
      return react.createElement('button', { onClick: () => void run(0n) }, String(value))
    }
    const props = { open: async () => await loop.open(), request: loop.request() }
    const element: ReactElement = react.createElement(SessionProvider, props, react.createElement(Vote))
    const view = render(element)
    library.fireEvent.click(view.getByRole('button'))
    expect(view.getByRole('button').textContent).to.equal('1')
    await library.waitFor(async () => expect(await loop.upvotes()).to.equal(1n), { timeout: 10_000 })
    await library.waitFor(() => expect(view.getByRole('button').textContent).to.equal('0'), { timeout: 10_000 })
  })
})
