// A wallet, and what was asked of its owner through it.
import type { WalletProvider } from 'latchkey'

/** The questions that a wallet shows to its owner. */
const PROMPTS = ['wallet_sendCalls', 'eth_signTypedData_v4']

export const watchedWallet = (wallet: WalletProvider, onPrompt: (method: string) => void): WalletProvider => ({
  request: async (question) => {
    if (PROMPTS.includes(question.method)) onPrompt(question.method)
    return await wallet.request(question)
  },
})
