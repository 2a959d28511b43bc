// What the site lists beside every page, in the order in which it is read.
import { listFiles, readText } from '../files'

/** A page: its name in the list, and its file below docs/. */
export type SidebarPage = { readonly text: string; readonly file: string }

/** Pages under one heading. */
export type SidebarGroup = {
  readonly text: string
  readonly pages: readonly SidebarPage[]
  readonly isClosed?: boolean
}

const page = (text: string, file: string): SidebarPage => ({ text, file })

const FOR_READERS: readonly SidebarGroup[] = [
  {
    text: 'For apps',
    pages: [
      page('Five-minute start', 'start.md'),
      page('A page of your own', 'page.md'),
      page('Sessions in an app', 'client.md'),
      page('With viem', 'viem.md'),
      page('With React', 'react.md'),
      page('Cookbook', 'cookbook.md'),
      page('Rules', 'rules.md'),
      page('Session keys', 'signers.md'),
      page('Where session keys live', 'keys.md'),
      page('Moving from other systems', 'moving.md'),
      page('Socio3 in a browser', 'demo-web.md'),
      page('Command line', 'cli.md'),
      page('Errors', 'errors.md'),
    ],
  },
  {
    text: 'For wallets',
    pages: [
      page('Sessions in a wallet', 'wallet.md'),
      page('Grants by signature', 'grants.md'),
      page('Clear signing (ERC-7730)', 'clear-signing.md'),
      page('Sessions by the million', 'history.md'),
      page('Accounts that were tried', 'compatibility.md'),
      page('Testing your own account', 'testing.md'),
      page('Deploying', 'deploying.md'),
    ],
  },
  {
    text: 'What it promises',
    pages: [
      page('Security in one picture', 'picture.md'),
      page('Security', 'security.md'),
      page('Gas', 'gas.md'),
      page('Specification', 'spec.md'),
      page('Threats', 'threats.md'),
      page('Encoding', 'encoding.md'),
    ],
  },
]

/** All groups: those above, and the decisions by their titles. */
export function sidebar(): readonly SidebarGroup[] {
  const decisions = listFiles('docs/decisions', ['.md']).map((path) =>
    page(/^# (.+)$/m.exec(readText(path))?.[1] ?? path, path.slice('docs/'.length)),
  )
  return [...FOR_READERS, { text: 'Decisions', pages: decisions, isClosed: true }]
}
