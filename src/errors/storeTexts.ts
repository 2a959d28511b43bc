// Words for what comes between the client and where it keeps sessions and keys.
import type { Hex } from '../contracts'
import type { ErrorText } from './ErrorText'
import { shortHex } from './valueTexts'

/** One writer per code. */
export const storeTexts = {
  StoredSessionNotValid: ({ where, reason }: { where: string; reason: string }): ErrorText => ({
    title: 'stored session not readable',
    why: `What is kept as ${where} is no session of this client: ${reason.replace(/\.?\s*$/, '.').replace(/\s+/g, ' ')}`,
    fix: 'Remove it (store.remove) and ask for a session anew, or move it away if it belongs to another program.',
  }),
  StoredVersionUnknown: ({
    where,
    format,
    expected,
  }: {
    where: string
    format: string
    expected: string
  }): ErrorText => ({
    title: 'stored by another version',
    why: `What is kept as ${where} has the format ${JSON.stringify(format)}; this version reads ${expected}.`,
    fix: 'Use the version that wrote it, or remove it (store.remove) and ask for a session anew.',
  }),
  StoredPlaceDiffers: ({ where, kept, asked }: { where: string; kept: string; asked: string }): ErrorText => ({
    title: 'stored for another place',
    why: `What is kept as ${where} is for ${kept}, not for ${asked}.`,
    fix: 'Remove it (store.remove): somebody moved it here.',
  }),
  KeyNotStorable: ({ signer }: { signer: Hex }): ErrorText => ({
    title: 'key not storable here',
    why: `The key of ${shortHex(signer)} is a function, and this place keeps secp256k1 keys (SigningKey) and keys that it made.`,
    fix: 'Keep it where it came from and give it to the client again, or use a KeyVault that can.',
  }),
  KeyNotReadable: ({ where, reason }: { where: string; reason: string }): ErrorText => ({
    title: 'key not readable',
    why: `No key was found in ${where}: ${reason}.`,
    fix: 'It must hold a secp256k1 key as 64 hexadecimal digits, with or without 0x, and nothing else; a file is of mode 0600.',
  }),
  StoredKeyNotValid: ({ where, reason }: { where: string; reason: string }): ErrorText => ({
    title: 'stored key not readable',
    why: `What is kept as ${where} is not the key of this session: ${reason}.`,
    fix: 'Remove it (vault.remove) and ask for a session anew: it has a new key.',
  }),
  StoredKeyExposed: ({ where, mode }: { where: string; mode: string }): ErrorText => ({
    title: 'stored key readable by others',
    why: `Others on this machine may read or change ${where}: its mode is ${mode}, not 0600.`,
    fix: 'Revoke the session if somebody may have read the key; else chmod 600.',
  }),
  StoreNotUsable: ({ where, reason }: { where: string; reason: string }): ErrorText => ({
    title: 'store not usable',
    why: `${where}: ${reason.replace(/\s+/g, ' ')}`,
    fix: 'Give a place that this program may write to: a folder on a local disk; in a browser a window that is not private, with space left. Else keep it in memory (memoryStore, memoryVault).',
  }),
} as const
