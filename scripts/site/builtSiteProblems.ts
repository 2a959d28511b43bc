// What is wrong with the site that was built: links and anchors that lead nowhere, and anything that a browser would fetch elsewhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** Tags with which a browser fetches by itself; `a` waits for a reader. */
const FETCHED = /<(?:link|script|img|iframe|source|use|image)\b[^>]*?\s(?:href|src|srcset)="([^"]*)"/g
const LINKED = /\s(?:href|src)="([^"]*)"/g
const ID = /\sid="([^"]*)"/g
const IN_STYLES = /(?:url\(\s*["']?|@import\s+["'])([^"')]+)/g
const ELSEWHERE = /^([a-z][a-z+.-]*:)?\/\//i

/** @param folder Of the built site. */
export function builtSiteProblems(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.split('\\').join('/'))
  const texts = new Map(
    files
      .filter((file) => /\.(html|css|svg)$/.test(file))
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const),
  )
  const pages = [...texts].filter(([file]) => file.endsWith('.html'))
  const anchors = new Map(pages.map(([file, text]) => [file, new Set(matches(text, ID).map(decoded))] as const))

  const isThere = (page: string, href: string): boolean => {
    const [path = '', anchor = ''] = decoded(href).split('#')
    const file = path === '' ? page : posix.join(path.startsWith('/') ? '' : posix.dirname(page), path)
    const found = [file, `${file}.html`, posix.join(file, 'index.html')]
      .map((one) => one.replace(/^\//, ''))
      .find((one) => one !== '' && existsSync(join(folder, one)) && files.includes(one) && posix.extname(one) !== '')
    return found !== undefined && (anchor === '' || (anchors.get(found)?.has(anchor) ?? false))
  }
  const fetched = (file: string, text: string): readonly string[] =>
    matches(text, file.endsWith('.html') ? FETCHED : IN_STYLES).filter((target) => ELSEWHERE.test(target))

  return [
    ...pages.flatMap(([file, text]) =>
      matches(text, LINKED)
        .filter((href) => !/^[a-z][a-z+.-]*:/i.test(href) && !isThere(file, href))
        .map((href) => `${file}: ${href} leads nowhere`),
    ),
    ...[...texts].flatMap(([file, text]) => fetched(file, text).map((target) => `${file}: fetches ${target}`)),
  ]
}

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found)

const decoded = (text: string): string => decodeURIComponent(text.replace(/&amp;/g, '&'))
