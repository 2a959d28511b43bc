// What an app asks of the wallet, read from the very bytes that would be signed or executed.
import { AbiCoder, Interface, ParamType } from 'ethers'
import { sessionKeyValidatorInterface, type CallLike, type Hex } from 'latchkey'
import {
  describeGrant,
  describeSession,
  describeWorstCase,
  grantFromTypedData,
  review,
  sessionFromStruct,
  toCall,
  worstCase,
  type Call,
  type DecodedSession,
  type Finding,
  type Session,
} from 'latchkey/wallet'

import { short } from '../words'
import type { Known } from './known'

/** What the owner is shown. */
export interface ReadQuestion {
  readonly title: string
  /** In plain words, one text for each thing that is asked. */
  readonly texts: readonly string[]
  /** Of the sessions that are asked for. */
  readonly worst: string | undefined
  readonly findings: readonly Finding[]
  /** Why nothing of it is to be approved; undefined: nothing speaks against it. */
  readonly refused: string | undefined
}

/** Calls of the account, by ERC-5792. */
export function readCalls(calls: readonly CallLike[], known: Known): ReadQuestion {
  const parts = calls.map((call) => readCall(toCall(call), known))
  const sessions = parts.flatMap((part) => part.sessions)
  const unread = parts.find((part) => part.text === undefined)
  return {
    ...judged(sessions, known),
    title: sessions.length > 0 ? 'Socio3 asks for a session' : (parts[0]?.title ?? 'Socio3 asks for nothing'),
    texts: parts.flatMap(({ text }) => text ?? []),
    ...(unread !== undefined && {
      refused: 'This wallet cannot read what is asked, and signs nothing that it cannot read.',
    }),
  }
}

/** A grant, by eth_signTypedData_v4. */
export function readTypedData(json: string, known: Known): ReadQuestion {
  const { entries, module } = grantFromTypedData(json)
  const isForeign = module.toLowerCase() !== known.module.toLowerCase()
  const { chainId, account } = known.place
  const elsewhere = entries.some(
    (entry) => entry.chainId !== chainId || entry.account.toLowerCase() !== account.toLowerCase(),
  )
  const judgement = judged(
    entries.map(({ session }) => session),
    known,
  )
  return {
    ...judgement,
    title: 'Socio3 asks for a session, by a signature',
    texts: [
      describeGrant(entries, { now: known.now, chainId, chains: { [String(chainId)]: known }, known: known.others }),
    ],
    ...(isForeign && { refused: 'It is for a module that this wallet does not know.' }),
    ...(elsewhere && { refused: 'It is for another chain or another account.' }),
  }
}

function judged(sessions: readonly Session[], known: Known): Pick<ReadQuestion, 'worst' | 'findings' | 'refused'> {
  const findings = sessions.flatMap((session) =>
    review({ session, account: known.place.account, module: known.module }, known),
  )
  return {
    worst:
      sessions.length === 0
        ? undefined
        : sessions.map((one) => describeWorstCase(worstCase(one, known), known)).join('\n\n'),
    findings,
    refused: findings.find(({ severity }) => severity === 'refusal')?.text,
  }
}

interface ReadPart {
  readonly title: string
  /** undefined: not to be read. */
  readonly text: string | undefined
  readonly sessions: readonly Session[]
}

const ACCOUNT = new Interface(['function installModule(uint256 moduleTypeId,address module,bytes initData)'])
const SESSION = sessionKeyValidatorInterface.getFunction('grant').inputs[0]

function readCall({ to, data, value }: Call, known: Known): ReadPart {
  const isTo = (address: string): boolean => to.toLowerCase() === address.toLowerCase()
  const words = (session: Session): string => describeSession(session, known)
  const nothing: ReadPart = { title: 'Socio3 asks for something unknown', text: undefined, sessions: [] }
  if (value !== 0n) return nothing
  if (isTo(known.place.account)) {
    const install = ACCOUNT.parseTransaction({ data })
    if (
      install === null ||
      install.args[0] !== 1n ||
      String(install.args[1]).toLowerCase() !== known.module.toLowerCase()
    )
      return nothing
    const sessions = installedSessions(String(install.args[2]) as Hex)
    const head = 'Installs the session module on your account, and grants with it:'
    return { title: '', text: [head, ...sessions.map(words)].join('\n\n'), sessions }
  }
  const call = isTo(known.module) ? sessionKeyValidatorInterface.parseTransaction({ data }) : null
  if (call?.name === 'grant') {
    const session = sessionFromStruct(call.args[0] as DecodedSession)
    return { title: '', text: words(session), sessions: [session] }
  }
  if (call?.name === 'revoke')
    return { title: 'End a session', text: `Ends the session ${short(String(call.args[0]))}, for good.`, sessions: [] }
  if (call?.name === 'revokeAll')
    return {
      title: 'End all sessions',
      text: 'Ends every session of your account, and every signed grant.',
      sessions: [],
    }
  return nothing
}

function installedSessions(initData: Hex): readonly Session[] {
  const list = ParamType.from({ name: 'sessions', type: 'tuple[]', components: [...(SESSION?.components ?? [])] })
  const decoded = AbiCoder.defaultAbiCoder().decode(['bytes32', list], initData)
  const sessions = decoded[1] as readonly DecodedSession[]
  return Array.from(sessions, sessionFromStruct)
}
