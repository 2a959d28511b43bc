// The ABI's session in TypeScript, with the constants of its limits.

export interface Rule {
  path: bigint[]
  wordType: number
  comparison: number
  mask: string
  values: string[]
  allowance: number
}

export interface Permission {
  target: string
  functionSignature: string
  selector: string
  maxValue: bigint
  rules: Rule[]
}

export interface Session {
  signerKind: number
  signer: string
  validAfter: number
  validUntil: number
  paymaster: string
  period: number
  maxCalls: bigint
  maxValue: bigint
  maxFee: bigint
  permissions: Permission[]
}

export const UNLIMITED_CALLS = 2n ** 32n - 1n
export const UNLIMITED = 2n ** 80n - 1n
export const MASK_NONE = '0x' + 'ff'.repeat(32)
