// Words for the module's errors about userOps: their shape, calls, payer and limits.
import type { ContractErrorArgs } from './ContractError'
import type { ErrorWriter } from './ErrorText'
import type { ModuleOpErrorName } from './moduleErrorNames'
import { amountText, shortHex } from './valueTexts'

/** One writer per error, by its name in the ABI. */
export const moduleOpTexts: { readonly [N in ModuleOpErrorName]: ErrorWriter<ContractErrorArgs<N>> } = {
  SenderNotCaller: ({ sender, caller }) => ({
    title: "another account's userOp",
    why: `${caller} asked the module to validate a userOp of ${sender}; an account can only have its own validated.`,
    fix: 'Send the userOp through the EntryPoint, with the account as sender.',
  }),
  InitCodeNotEmpty: ({ length }) => ({
    title: 'a session op cannot deploy',
    why: `initCode has ${length} bytes; a session op deploys and delegates nothing.`,
    fix: 'Deploy the account with an op of the owner first, then send the session op without initCode.',
  }),
  SelectorNotExecute: ({ selector }) => ({
    title: 'only execute is open to sessions',
    why: `callData calls ${selector} on the account; a session may only call execute(bytes32,bytes), 0xe9ae5c53.`,
    fix: 'Build callData with encodeExecute(calls).',
  }),
  ModeNotAllowed: ({ mode }) => ({
    title: 'execution mode not allowed',
    why: `The mode is ${mode}; sessions run single (all zeros) or batch (0x01, then zeros) calls, never delegatecall, static or try.`,
    fix: 'Build callData with encodeExecute(calls).',
  }),
  CallDataNotCanonical: ({ actual, expected }) => ({
    title: 'callData is not canonical',
    why: `A word or length of callData is ${actual} where the ABI encoding has ${expected}.`,
    fix: 'Build callData with encodeExecute(calls).',
  }),
  BatchEmpty: () => ({
    title: 'no calls',
    why: 'A userOp of a session executes at least one call.',
    fix: 'Give at least one call.',
  }),
  SelectorIncomplete: ({ callIndex, length }) => ({
    title: 'call data too short',
    why: `Call ${callIndex} has ${length} bytes of data; it is empty (a plain transfer) or at least a selector, 4 bytes.`,
    fix: 'Encode the call with the ABI of its target.',
  }),
  ValueOverCap: ({ callIndex, value, cap }) => ({
    title: 'too much value in one call',
    why: `Call ${callIndex} carries ${amountText(value)}; its permission allows ${cap === 0n ? 'no value' : `${amountText(cap)} per call`}.`,
    fix: 'Send no more with this call, or ask for a session with a higher maxValue on the permission.',
  }),
  SessionNotLive: ({ id }) => ({
    title: 'the session does not permit this',
    why: `Session ${shortHex(id)} is not live here: never granted, revoked, of an older epoch, or granted with another call, limit or payer.`,
    fix: 'Ask the Lens for the exact reason with explainOp, or the owner for a new session.',
  }),
  PaymasterDataTooShort: ({ length, minimum }) => ({
    title: 'paymasterAndData too short',
    why: `paymasterAndData has ${length} bytes; it is empty or at least ${minimum} bytes: paymaster and its two gas limits.`,
    fix: 'Leave it empty, or pack paymaster and both gas limits with packUserOp.',
  }),
  PaymasterNotAllowed: ({ paymaster }) => ({
    title: 'paymaster not allowed',
    why: `${paymaster} may not pay: it is not the paymaster that the session names, or none that could pay.`,
    fix: 'Use the paymaster that the session names, or let the account pay.',
  }),
  PaymasterRequired: () => ({
    title: 'a paymaster must pay',
    why: 'Fees are unlimited, so the paymaster that the session names must pay for every op.',
    fix: 'Name a paymaster and have it pay, or set a limit on fees.',
  }),
  GasOverMaximum: ({ gas, maximum }) => ({
    title: 'gas limits too high',
    why: `The gas limits of the op add up to ${gas}; the module counts up to ${maximum}.`,
    fix: 'Lower the gas limits.',
  }),
  FeeOverLimit: ({ fee, limit }) => ({
    title: 'fee limit reached',
    why: `Worst-case fees with this op come to ${amountText(fee)}; the session allows ${amountText(limit)} (whole session, or per period).`,
    fix: 'Lower maxFeePerGas or the gas limits, wait for the next period, or ask for a session with a higher fees.max.',
  }),
  CallsOverLimit: ({ calls, limit }) => ({
    title: 'call limit reached',
    why: `With this op the session would have executed ${calls} calls; it allows ${limit} (whole session, or per period).`,
    fix: 'Send fewer calls, wait for the next period, or ask for a session with more calls.',
  }),
  ValueOverLimit: ({ value, limit }) => ({
    title: 'value limit reached',
    why: `With this op the session would have sent ${amountText(value)}; it allows ${amountText(limit)} (whole session, or per period).`,
    fix: 'Send less, wait for the next period, or ask for a session with a higher value.',
  }),
  PeriodOver: ({ index, current }) => ({
    title: 'period is over',
    why: `The op claims period ${index}; the session's usage has moved on to period ${current}.`,
    fix: 'Sign the op again with the index of the present period, periodIndexAt(session, now).',
  }),
  PeriodOutsideSession: ({ start, validUntil }) => ({
    title: 'period outside the session',
    why: `The claimed period starts at second ${start}, after the session's end at second ${validUntil}.`,
    fix: 'Sign the op again with the index of the present period, periodIndexAt(session, now).',
  }),
}
