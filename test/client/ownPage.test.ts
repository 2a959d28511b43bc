// Renders the code of docs/page.md as it stands: one question, then silence, and silence after a reload.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'

import { expect } from 'chai'
import * as ethersModule from 'ethers'
import { ethers } from 'hardhat'
import type { ReactElement } from 'react'
import ts from 'typescript'

import { settingsOf } from '../../demo/web/server/settings'
import * as latchkey from '../../src'
import { memoryStore, memoryVault } from '../../src'
import { withPage } from './react/page'
import { openLoop } from './sessions/stage'

const page = withPage()

/** Runs the page's module, as a browser does at each load, and answers what it renders. */
async function load(given: Readonly<Record<string, unknown>>, packages: Readonly<Record<string, unknown>>) {
  const text = readFileSync(join(__dirname, '../../docs/page.md'), 'utf8')
  const code = [...text.matchAll(/```tsx\n([\s\S]*?)```/g)].map(([, block = '']) => block).join('\n')
  const { outputText } = ts.transpileModule(code.replace('import.meta.env', 'SETTINGS'), {
    fileName: 'main.tsx',
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, jsx: ts.JsxEmit.ReactJSX },
  })
  const rendered: ReactElement[] = []
  const all: Readonly<Record<string, unknown>> = {
    react: page().react,
    'react/jsx-runtime': await import('react/jsx-runtime'),
    'react-dom/client': { createRoot: () => ({ render: (element: ReactElement) => void rendered.push(element) }) },
    'latchkey/react': await import('../../src/react'),
    ...packages,
  }
  const names: Record<string, unknown> = { exports: {}, require: (name: string) => all[name], ...given }
  const run = compileFunction(outputText, Object.keys(names)) as (...values: unknown[]) => void
  run(...Object.values(names))
  return rendered[0] as ReactElement
}

async function openPage() {
  const { chain, account, opened, options, bundler, upvotes } = await openLoop()
  const [store, vault] = [memoryStore(), memoryVault()]
  const questions: string[] = []
  let answer = true
  const window = {
    confirm: (question: string) => {
      questions.push(question)
      return answer
    },
  }
  const stage = { account, entryPoint: options.entryPoint, socio3: chain.socio3, ownerKey: opened.owner }
  const printed = await settingsOf('http://127.0.0.1:5173/', { ...stage, signatures: options.signatures })
  const lines = printed.trim().split('\n')
  const SETTINGS = Object.fromEntries(lines.map((line) => line.split('=') as [string, string]))
  const provider = function provider() {
    return ethers.provider
  }
  const packages = {
    ethers: { ...ethersModule, JsonRpcProvider: provider },
    latchkey: { ...latchkey, rpcBundler: () => bundler },
    'latchkey/browser': { browserStore: () => store, browserVault: () => vault, browserTabs: () => undefined },
  }
  return {
    upvotes,
    questions,
    decline: () => (answer = false),
    load: async (settings: Readonly<Record<string, string>> = SETTINGS) =>
      page().render(await load({ SETTINGS: settings, window, document }, packages)),
    settings: SETTINGS,
  }
}

describe('docs/page.md', () => {
  it('shows a page that asks once, and after a reload not again', async () => {
    const { load, upvotes, questions } = await openPage()
    const { library } = page()
    const eventually = async (look: () => unknown): Promise<void> => {
      await library.waitFor(look, { timeout: 10_000 })
    }
    const first = await load()
    await eventually(() => expect(first.getAllByRole('status')[0]?.textContent).to.equal('none'))
    for (const count of [1n, 2n]) {
      library.fireEvent.click(first.getByRole('button'))
      await eventually(async () => expect(await upvotes()).to.equal(count))
    }
    expect(questions).to.have.length(1)
    expect(questions[0]).to.contain('call upvotePost(uint256) on Socio3 (0x')
    await eventually(() => expect(first.container.querySelector('output')?.textContent).to.equal('2'))
    first.unmount()

    const second = await load()
    await eventually(() => expect(second.getAllByRole('status')[0]?.textContent).to.equal('live'))
    library.fireEvent.click(second.getByRole('button'))
    await eventually(async () => expect(await upvotes()).to.equal(3n))
    expect(questions).to.have.length(1)
  })

  it('shows a page that names the line that it lacks', async () => {
    const { load, settings } = await openPage()
    for (const name of Object.keys(settings)) {
      const lacking = Object.fromEntries(Object.entries(settings).filter(([key]) => key !== name))
      const thrown: unknown = await load(lacking).catch((error: unknown) => error)
      expect(String(thrown)).to.contain(`.env.local has no ${name}: `)
    }
  })

  it('shows a page that takes the vote back where its user says no', async () => {
    const { load, decline, questions, upvotes } = await openPage()
    const { library } = page()
    decline()
    const view = await load()
    library.fireEvent.click(view.getByRole('button'))
    await library.waitFor(() => expect(view.container.textContent).to.contain('Undone: '), { timeout: 10_000 })
    expect(view.container.querySelector('output')?.textContent).to.equal('0')
    expect(view.getByRole('alert').textContent).to.contain('You said no')
    expect(questions).to.have.length(1)
    expect(await upvotes()).to.equal(0n)
    library.fireEvent.click(view.getByRole('button', { name: 'Dismiss' }))
    expect(view.container.textContent).not.to.contain('Undone: ')
  })
})
