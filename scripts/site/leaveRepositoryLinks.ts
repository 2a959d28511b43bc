// A rule of markdown-it, by which links that leave docs/ become text on the site.
import { siteLink } from './siteLink'

/** What is used of markdown-it's tokens. */
interface Token {
  type: string
  tag: string
  attrs: [string, string][] | null
  readonly children: Token[] | null
  attrGet(name: string): string | null
}

interface MarkdownIt {
  readonly core: {
    readonly ruler: {
      push(
        name: string,
        rule: (state: { readonly tokens: Token[]; readonly env: { relativePath?: string } }) => void,
      ): void
    }
  }
}

/** The rule, for `markdown.config` of VitePress, which says which page it is. */
export function leaveRepositoryLinks({ core }: MarkdownIt): void {
  core.ruler.push('repository-links', ({ tokens, env }) => {
    for (const { children } of tokens) if (children !== null) leaveLinks(children, env.relativePath ?? '')
  })
}

function leaveLinks(tokens: readonly Token[], page: string): void {
  let isLeft = false
  for (const token of tokens) {
    if (token.type === 'link_open') {
      const link = siteLink(page, token.attrGet('href') ?? '')
      isLeft = !link.isOnSite
      if (!link.isOnSite)
        become(token, 'span_open', [
          ['class', 'in-repository'],
          ['title', `In the repository: ${link.path}`],
        ])
    } else if (token.type === 'link_close' && isLeft) {
      become(token, 'span_close', null)
      isLeft = false
    }
  }
}

function become(token: Token, type: string, attrs: [string, string][] | null): void {
  token.type = type
  token.tag = 'span'
  token.attrs = attrs
}
