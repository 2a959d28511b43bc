import { expect } from 'chai'

import { toAddress, toHex } from '../../src'
import { expectRefusal, SOCIO3 } from './builders'

const CHECKSUMMED = '0x52908400098527886E0F7030069857D2E4169EE7'

describe('toAddress', () => {
  it('gives an address its checksum', () => {
    expect(toAddress(CHECKSUMMED.toLowerCase())).to.equal(CHECKSUMMED)
    expect(toAddress(CHECKSUMMED)).to.equal(CHECKSUMMED)
  })

  it('refuses other lengths, names and wrong checksums', () => {
    for (const text of ['', '0x', 'vitalik.eth', SOCIO3.slice(2), `${SOCIO3}00`, CHECKSUMMED.replace('E7', 'e7')])
      expectRefusal(() => toAddress(text), 'FieldNotValid', { field: 'address', value: JSON.stringify(text) })
  })
})

describe('toHex', () => {
  it('takes bytes of any length as they are', () => {
    for (const text of ['0x', '0xAb', SOCIO3]) expect(toHex(text)).to.equal(text)
  })

  it('takes an array of bytes', () => {
    expect(toHex(new Uint8Array([0, 18, 255]))).to.equal('0x0012ff')
    expect(toHex(new Uint8Array())).to.equal('0x')
  })

  it('refuses half bytes and what is no hex', () => {
    for (const text of ['', '0', '12', '0x1', '0xzz', '0X12'])
      expectRefusal(() => toHex(text), 'FieldNotValid', { field: 'bytes', value: JSON.stringify(text) })
  })
})
