import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect } from 'chai'

import { listFiles } from '../../scripts/files'
import { builtSiteProblems } from '../../scripts/site/builtSiteProblems'
import { leaveRepositoryLinks } from '../../scripts/site/leaveRepositoryLinks'
import { serveFolder } from '../../scripts/site/serveFolder'
import { sidebar } from '../../scripts/site/sidebar'
import { siteLink } from '../../scripts/site/siteLink'

/** Runs with a folder that holds these files, and removes it. */
async function withFiles<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<T> | T,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-site-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, '..'), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('The site', () => {
  it('lists every page beside the others, each once', () => {
    const listed = sidebar().flatMap(({ pages }) => pages.map(({ file }) => `docs/${file}`))
    expect(listed).to.have.members(listFiles('docs', ['.md']).filter((page) => page !== 'docs/index.md'))
  })

  it('names each page in the list by another text', () => {
    const texts = sidebar().flatMap(({ pages }) => pages.map(({ text }) => text))
    expect(new Set(texts).size).to.equal(texts.length)
  })

  it('keeps links inside of docs/, to anchors and to other hosts', () => {
    for (const href of [
      'client.md',
      'client.md#open',
      '#open',
      'decisions/0001-hardhat-2.md',
      'https://mochajs.org',
      '//host/x',
    ])
      expect(siteLink('wallet.md', href), href).to.deep.equal({ isOnSite: true })
    expect(siteLink('decisions/0001-hardhat-2.md', '../client.md')).to.deep.equal({ isOnSite: true })
  })

  it('shows what it does not have as a path of the repository', () => {
    const path = (page: string, href: string): string | undefined => {
      const link = siteLink(page, href)
      return link.isOnSite ? undefined : link.path
    }
    expect(path('wallet.md', '../SECURITY.md')).to.equal('SECURITY.md')
    expect(path('client.md', '../README.md#quick-start')).to.equal('README.md')
    expect(path('decisions/0001-hardhat-2.md', '../../contracts/lens')).to.equal('contracts/lens')
  })

  it('has the text of such a link, and leaves the others alone', () => {
    const open = (href: string) => ({
      type: 'link_open',
      tag: 'a',
      attrs: [['href', href]] as [string, string][],
      children: null,
      attrGet: () => href,
    })
    const close = () => ({ type: 'link_close', tag: 'a', attrs: null, children: null, attrGet: () => null })
    const children = [open('../contracts/lens'), close(), open('client.md'), close()]
    const inline = { type: 'inline', tag: '', attrs: null, children, attrGet: () => null }
    const rules: Parameters<Parameters<typeof leaveRepositoryLinks>[0]['core']['ruler']['push']>[1][] = []
    leaveRepositoryLinks({ core: { ruler: { push: (_, rule) => rules.push(rule) } } })
    for (const rule of rules) rule({ tokens: [inline], env: { relativePath: 'wallet.md' } })
    expect(children.map(({ type, tag }) => `${type} ${tag}`)).to.deep.equal([
      'span_open span',
      'span_close span',
      'link_open a',
      'link_close a',
    ])
    expect(children[0]?.attrs).to.deep.include(['title', 'In the repository: contracts/lens'])
  })

  it('is refused with a link or an anchor that leads nowhere', async () => {
    const page =
      '<h1 id="top">A</h1><a href="/b.html#there"></a><a href="b"></a><a href="#top"></a><a href="https://host/x">'
    const files = { 'index.html': page, 'b.html': '<h2 id="there">B</h2><a href="./">' }
    expect(await withFiles(files, builtSiteProblems)).to.deep.equal([])
    const broken = { ...files, 'b.html': '<h2 id="elsewhere"><a href="/c.html"><img src="d.png"><a href="/../x.html">' }
    expect(await withFiles(broken, builtSiteProblems)).to.have.members([
      'index.html: /b.html#there leads nowhere',
      'b.html: /c.html leads nowhere',
      'b.html: d.png leads nowhere',
      'b.html: /../x.html leads nowhere',
    ])
  })

  it('is refused if a browser would fetch anything from another host', async () => {
    const files = {
      'index.html':
        '<script async src="https://host/a.js"></script><link rel="stylesheet" href="//host/b.css"><a href="https://host">',
      'c.css': "@import 'https://host/d.css'; p { background: url(https://host/e.png), url(data:image/png,x) }",
    }
    const problems = (await withFiles(files, builtSiteProblems)).filter((problem) => problem.includes('fetches'))
    expect(problems.map((problem) => problem.split(' ').at(-1))).to.have.members([
      'https://host/a.js',
      '//host/b.css',
      'https://host/d.css',
      'https://host/e.png',
    ])
  })

  it('is served to this machine alone, and no file above it', async () => {
    await withFiles(
      { 'site/index.html': 'home', 'site/a.html': 'A', 'site/404.html': 'none', 'secret.html': 'S' },
      async (folder) => {
        const { server, url } = await serveFolder(join(folder, 'site'), 0)
        try {
          expect(server.address()).to.include({ address: '127.0.0.1' })
          const read = async (path: string): Promise<string> => await (await fetch(url + path)).text()
          expect(await Promise.all(['', 'a.html', 'a', 'b'].map(read))).to.deep.equal(['home', 'A', 'A', 'none'])
          expect(await Promise.all(['..%2fsecret.html', '%2e%2e/secret', '%'].map(read))).to.deep.equal(
            Array(3).fill('none'),
          )
        } finally {
          server.close()
          server.closeAllConnections()
        }
      },
    )
  })
})
