// Words for reading the module's events.
import type { ErrorText } from './ErrorText'

/** One writer per code. */
export const historyTexts = {
  HistoryReorganized: ({ block, settled }: { block: number; settled: number }): ErrorText => ({
    title: 'reorg too deep',
    why: `Block ${block} is not on the chain any more, and everything up to block ${settled} was taken for final.`,
    fix: 'Read again from an empty history, with a larger reorgDepth.',
  }),
  HistoryOfOtherChain: ({ kept, found }: { kept: bigint; found: bigint }): ErrorText => ({
    title: 'history of another chain',
    why: `The history is of chain ${kept}; the node is on chain ${found}.`,
    fix: 'Ask a node of that chain, or begin with an empty history.',
  }),
  LogsNotReadable: ({ from, to, reason }: { from: number; to: number; reason: string }): ErrorText => ({
    title: 'logs not readable',
    why: `The node does not give the logs of blocks ${from} to ${to}: ${reason.replace(/\.?\s*$/, '.').replace(/\s+/g, ' ')}`,
    fix: 'Read on later from the history that you have, or ask another node.',
  }),
} as const
