// The client's plain-words texts as paragraphs and lists.
import type { ReactElement } from 'react'

/** A line that ends with a colon heads what follows; "  - " is an item, deeper lines belong to the one before. */
export function PlainWords({ text }: { readonly text: string }): ReactElement {
  return (
    <div className="words">
      {text.split('\n\n').map((part, i) => (
        <Part key={i} lines={part.split('\n')} />
      ))}
    </div>
  )
}

function Part({ lines }: { readonly lines: readonly string[] }): ReactElement {
  const blocks: { readonly plain: string[]; readonly items: string[] }[] = []
  for (const line of lines) {
    const last = blocks.at(-1)
    const item = /^ *- (.*)$/.exec(line)?.[1]
    if (item !== undefined && last !== undefined) last.items.push(item)
    else if (/^ {6}/.test(line) && last !== undefined && last.items.length > 0)
      last.items.push(`${last.items.pop() ?? ''} ${line.trim()}`)
    else if (last !== undefined && last.items.length === 0) last.plain.push(line.trim())
    else blocks.push({ plain: [line.trim()], items: [] })
  }
  return (
    <>
      {blocks.map(({ plain, items }, i) => (
        <div key={i}>
          {plain.map((line) => (
            <p key={line} className={line.endsWith(':') ? 'head' : undefined}>
              <Words text={line} />
            </p>
          ))}
          {items.length > 0 && (
            <ul>
              {items.map((item, j) => (
                <li key={j}>
                  <Words text={item} />
                </li>
              ))}
            </ul>
          )}
        </div>
      ))}
    </>
  )
}

/** Addresses and ids are there in full, and do not shout. */
export function Words({ text }: { readonly text: string }): ReactElement {
  return (
    <>
      {text.split(/(0x[0-9a-fA-F]{40,64})/).map((part, i) =>
        i % 2 === 1 ? (
          <code key={i} className="address">
            {part}
          </code>
        ) : (
          part
        ),
      )}
    </>
  )
}
