// Where a node or a bundler is: by an option, or by a variable of the environment.
import { LatchkeyError } from '../errors'
import { flagOf, type Given } from './Given'
import { OPTIONS } from './options'

/** @internal */
export interface ServiceUrl {
  readonly url: string
  /** The option or the variable that names it. */
  readonly from: string
}

/** This machine, as `URL` writes it, whichever way it was written. */
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * @internal undefined: none is named; an empty variable names none.
 *
 * @throws FieldNotValid: it is no URL of http or https. It is not repeated: it may hold a key.
 */
export function serviceUrl(given: Given, service: 'rpc' | 'bundler'): ServiceUrl | undefined {
  const variable = OPTIONS[service].env
  const option = given.text(service)
  const url = option ?? (given.io.env[variable] || undefined)
  if (url === undefined) return undefined
  const from = option === undefined ? variable : flagOf(service)
  if (parsed(url) !== undefined) return { url, from }
  const expected = 'a URL that begins with http:// or https://'
  throw new LatchkeyError('FieldNotValid', { field: from, value: 'something else', expected })
}

/**
 * @internal What changes a chain is for a node of one's own: on another machine it may be anybody's.
 *
 * @throws ChainNotLocal.
 */
export function requireLoopback({ url, from }: ServiceUrl): void {
  if (LOOPBACK.test(parsed(url)?.hostname ?? '')) return
  throw new LatchkeyError('ChainNotLocal', { reason: `${from} names another machine than this one` })
}

function parsed(url: string): URL | undefined {
  if (!URL.canParse(url)) return undefined
  const all = new URL(url)
  return ['http:', 'https:'].includes(all.protocol) ? all : undefined
}
