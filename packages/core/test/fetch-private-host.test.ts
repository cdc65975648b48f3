import { BlockList } from 'node:net'
import { isPrivateHost } from '@didcomm/core/fetch'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPublicAddress } from '../src/fetch/private-host.ts'

/** Addresses by the name of their range: its first and last, and what lies beside it. */
const PRIVATE_RANGES: readonly (readonly [name: string, within: string[], beside: string[]])[] = [
  ['this network', ['0.0.0.0', '0.255.255.255'], ['1.0.0.0']],
  ['private-use 10/8', ['10.0.0.0', '10.255.255.255'], ['9.255.255.255', '11.0.0.0']],
  ['shared', ['100.64.0.0', '100.127.255.255'], ['100.63.255.255', '100.128.0.0']],
  ['loopback', ['127.0.0.0', '127.255.255.255'], ['126.255.255.255', '128.0.0.0']],
  ['link local', ['169.254.0.0', '169.254.255.255'], ['169.253.255.255', '169.255.0.0']],
  ['private-use 172.16/12', ['172.16.0.0', '172.31.255.255'], ['172.15.255.255', '172.32.0.0']],
  ['IETF protocols', ['192.0.0.0', '192.0.0.255'], ['191.255.255.255', '192.0.1.0']],
  ['TEST-NET-1', ['192.0.2.0', '192.0.2.255'], ['192.0.1.255', '192.0.3.0']],
  ['6to4 relays', ['192.88.99.0', '192.88.99.255'], ['192.88.98.255', '192.88.100.0']],
  ['private-use 192.168/16', ['192.168.0.0', '192.168.255.255'], ['192.167.0.0', '192.169.0.0']],
  ['benchmarking', ['198.18.0.0', '198.19.255.255'], ['198.17.255.255', '198.20.0.0']],
  ['TEST-NET-2', ['198.51.100.0', '198.51.100.255'], ['198.51.99.255', '198.51.101.0']],
  ['TEST-NET-3', ['203.0.113.0', '203.0.113.255'], ['203.0.112.255', '203.0.114.0']],
  ['multicast', ['224.0.0.0', '239.255.255.255'], ['223.255.255.255']],
  ['reserved and broadcast', ['240.0.0.0', '255.255.255.255'], []],
  ['unspecified and loopback of IPv6', ['::', '::1'], []],
  ['IPv4-compatible', ['::8.8.8.8', '::2'], []],
  ['local NAT64', ['64:ff9b:1::', '64:ff9b:1:ffff::808:808'], []],
  ['discard-only', ['100::', '100::1'], []],
  ['outside of what is assigned', ['1fff::', '4000::', '5f00::1', '8000::'], ['2000::', '3ffe::']],
  ['Teredo', ['2001::', '2001:0:ffff::1'], []],
  ['IETF protocols of IPv6', ['2001:2::1', '2001:10::1', '2001:1ff:ffff::'], ['2001:200::']],
  ['documentation', ['2001:db8::', '2001:db8:ffff::1'], ['2001:db7:ffff::', '2001:db9::']],
  ['documentation of 2024', ['3fff::', '3fff:fff::1'], ['3ffe:ffff::', '3fff:1000::']],
  ['unique local', ['fc00::', 'fdff::1'], []],
  ['link local of IPv6', ['fe80::', 'febf::1', 'fe80::1%eth0'], []],
  ['site local', ['fec0::1', 'feff::1'], []],
  ['multicast of IPv6', ['ff00::', 'ff02::1', 'ffff::'], []],
]

describe('isPrivateHost', () => {
  it.each(PRIVATE_RANGES)('[DID-5] knows the addresses that are %s', (_, within, beside) => {
    for (const address of within) {
      expect(isPrivateHost(address), address).toBe(true)
      if (address.includes(':')) expect(isPrivateHost(`[${address}]`), address).toBe(true)
      expect(isPublicAddress(address), address).toBe(false)
    }
    for (const address of beside) {
      expect(isPrivateHost(address), address).toBe(false)
      expect(isPublicAddress(address), address).toBe(true)
    }
  })

  it('[DID-5] reads every notation of an address', () => {
    const loopback = ['127.1', '127.0.1', '2130706433', '0x7f000001', '0x7f.1', '0177.0.0.1']
    const others = [
      '017700000001',
      '127.0.0.1.',
      '127.0.0.0x1',
      '1２7.0.0.1',
      '127。0。0。1',
      '%31270.1',
    ]
    for (const host of [...loopback, ...others]) expect(isPrivateHost(host), host).toBe(true)
    for (const host of ['0', '00', '0x', '0.0', '10.1', '192.168.1', '0xa9fea9fe', '2852039166']) {
      expect(isPrivateHost(host), host).toBe(true)
    }
    for (const host of ['8.8.8.8', '134744072', '0x8080808', '8.8.2056', '010.8.8.8']) {
      expect(isPrivateHost(host), host).toBe(false)
    }
  })

  it.each([
    ['IPv4-mapped', (v4: string) => `::ffff:${v4}`],
    ['NAT64', (v4: string) => `64:ff9b::${v4}`],
    ['6to4', (v4: string) => `2002:${new URL(`http://[::${v4}]`).hostname.slice(3, -1)}::1`],
  ])('[DID-5] finds an IPv4 address that is %s', (_, embed) => {
    for (const v4 of ['127.0.0.1', '10.0.0.1', '169.254.169.254', '192.168.1.1', '100.64.0.1']) {
      expect(isPrivateHost(embed(v4)), embed(v4)).toBe(true)
    }
    for (const v4 of ['8.8.8.8', '93.184.215.14']) {
      expect(isPrivateHost(embed(v4)), embed(v4)).toBe(false)
    }
  })

  it('[DID-5] knows the names that are not in the public DNS', () => {
    for (const name of [
      'localhost',
      'LOCALHOST.',
      'a.localhost',
      'localhost.localdomain',
      'localhost4.localdomain4',
      'printer.local',
      'metadata.google.internal',
      'metadata.google.internal.',
      'a.intranet',
      'a.private',
      'a.corp',
      'a.home',
      'a.lan',
      'router.home.arpa',
      'intranet',
      'com',
      'com.',
      'a.local..',
      '',
      '.',
    ]) {
      expect(isPrivateHost(name), name).toBe(true)
    }
    for (const name of [
      'example.com',
      'example.com.',
      'local.example',
      'localhost.example',
      'notlocal.example.org',
      'mylocal.com',
      'a.notlocal',
      'arpa.home.example',
      'in-addr.arpa',
      '127.0.0.1.nip.io',
      '1.2.3.4.5.example',
      'xn--bcher-kva.example',
    ]) {
      expect(isPrivateHost(name), name).toBe(false)
    }
  })

  it('[DID-5] takes what is no host for private', () => {
    for (const text of [
      'a b',
      '[::1',
      '::1]',
      '1.2.3.4.5',
      '256.1.1.1',
      ':',
      'a:80',
      '1::2::3',
      '<',
      '8.8.8.8/x',
      'example.com?',
      'example.com#',
      'example.com\\x',
      '127.0.0.1@8.8.8.8',
      '8.8.8.8\n',
    ]) {
      expect(isPrivateHost(text), text).toBe(true)
      expect(isPublicAddress(text), text).toBe(false)
    }
  })

  it('[DID-5] says of a name that it is no public address', () => {
    for (const text of ['example.com', 'localhost', '', '8.8.8.8.example', '[', 'g::1']) {
      expect(isPublicAddress(text), text).toBe(false)
    }
  })

  it('[DID-5] agrees with what Node makes of the same ranges, for any address', () => {
    const blocked = new BlockList()
    for (const [net, bits] of [
      ['0.0.0.0', 8],
      ['10.0.0.0', 8],
      ['100.64.0.0', 10],
      ['127.0.0.0', 8],
      ['169.254.0.0', 16],
      ['172.16.0.0', 12],
      ['192.0.0.0', 24],
      ['192.0.2.0', 24],
      ['192.88.99.0', 24],
      ['192.168.0.0', 16],
      ['198.18.0.0', 15],
      ['198.51.100.0', 24],
      ['203.0.113.0', 24],
      ['224.0.0.0', 3],
    ] as const) {
      blocked.addSubnet(net, bits, 'ipv4')
    }
    const byte = fc.oneof(fc.nat(255), fc.constantFrom(0, 10, 127, 169, 172, 192, 198, 203))
    fc.assert(
      fc.property(fc.tuple(byte, byte, byte, byte), (bytes) => {
        const address = bytes.join('.')
        expect(isPrivateHost(address)).toBe(blocked.check(address, 'ipv4'))
        expect(isPrivateHost(`::ffff:${address}`)).toBe(blocked.check(address, 'ipv4'))
      }),
      { numRuns: 1000 },
    )
    const global = new BlockList()
    global.addSubnet('2000::', 3, 'ipv6')
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        if (!global.check(address, 'ipv6') && !/^(::ffff|64:ff9b|0{1,4}:)/i.test(address)) {
          expect(isPrivateHost(address)).toBe(true)
        }
      }),
    )
  })

  it('ends in true or false, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.ipV6()), (text) => {
        expect(typeof isPrivateHost(text)).toBe('boolean')
      }),
    )
  })
})
