/** Names that are not in the public DNS: RFC 6761 §6.3, RFC 6762 §3 and appendix G, RFC 8375, and those of one label. */
const PRIVATE_NAME =
  /^[^.]*\.*$|\.(?:localhost|localdomain\d?|local|internal|intranet|private|corp|home|lan|home\.arpa)\.*$/

/** Not globally reachable, or not one host's (IANA IPv4 Special-Purpose Address Registry, RFC 5771). */
const PRIVATE_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

/** All that is assigned to public hosts (IANA IPv6 Address Space). */
const GLOBAL_IPV6 = '2000::/3'

/** What is not public in there (IANA IPv6 Special-Purpose Address Registry): Teredo is in the first of them. */
const PRIVATE_IPV6 = ['2001::/23', '2001:db8::/32', '3fff::/20']

/** Where an IPv6 address is that of an IPv4 host, and which of its bits those are: IPv4-mapped, NAT64, 6to4. */
const IPV4_IN_IPV6 = [
  ['::ffff:0:0/96', 96],
  ['64:ff9b::/96', 96],
  ['2002::/16', 16],
] as const

/**
 * Tells whether a host is one that strangers must not make a program call: an IP address that is not public, in
 * whatever notation, or a name that is not in the public DNS, such as `localhost` or `printer.local`. What is no host is
 * private, too. Of a public name it does not know where it leads.
 *
 * @param host - the `hostname` of a URL, or an IP address
 */
export function isPrivateHost(host: string): boolean {
  const hostname = normalize(host)
  const bits = bitsOf(hostname)
  if (bits === undefined) return PRIVATE_NAME.test(hostname)
  return bits.length === 32 ? isPrivateIPv4(bits) : isPrivateIPv6(bits)
}

/** Tells whether `address` is an IP address, and public. */
export function isPublicAddress(address: string): boolean {
  return bitsOf(normalize(address)) !== undefined && !isPrivateHost(address)
}

/** The URL parser reads all notations of an address, and writes one. It also reads what is more than a host. */
function normalize(host: string): string {
  if (/[\s/\\?#@]/.test(host)) return ''
  try {
    return new URL(`https://${/^[^[].*:/.test(host) ? `[${host}]` : host}`).hostname
  } catch {
    return ''
  }
}

function isPrivateIPv4(bits: string): boolean {
  return PRIVATE_IPV4.some((range) => bits.startsWith(prefixOf(range)))
}

function isPrivateIPv6(bits: string): boolean {
  for (const [range, start] of IPV4_IN_IPV6) {
    if (bits.startsWith(prefixOf(range))) return isPrivateIPv4(bits.slice(start, start + 32))
  }
  if (!bits.startsWith(prefixOf(GLOBAL_IPV6))) return true
  return PRIVATE_IPV6.some((range) => bits.startsWith(prefixOf(range)))
}

function prefixOf(range: string): string {
  const [address = '', length] = range.split('/')
  const bits = address.includes(':') ? bitsOfIPv6(address) : bitsOfIPv4(address)
  return bits.slice(0, Number(length))
}

/** The bits of an IP address as a URL has it, as a string of digits; `undefined` for a name. */
function bitsOf(hostname: string): string | undefined {
  if (hostname.startsWith('[')) return bitsOfIPv6(hostname.slice(1, -1))
  return /^(?:\d+\.){3}\d+$/.test(hostname) ? bitsOfIPv4(hostname) : undefined
}

function bitsOfIPv4(address: string): string {
  return address
    .split('.')
    .map((byte) => Number(byte).toString(2).padStart(8, '0'))
    .join('')
}

function bitsOfIPv6(address: string): string {
  const [start = '', end = ''] = address.split('::').map(bitsOfGroups)
  return start + '0'.repeat(128 - start.length - end.length) + end
}

function bitsOfGroups(groups: string): string {
  return groups.replace(/([\da-f]+):?/g, (_, group: string) =>
    parseInt(group, 16).toString(2).padStart(16, '0'),
  )
}
