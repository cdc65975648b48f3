/**
 * The u coordinates, little-endian and in hexadecimal, with which X25519 gives zero whatever the secret (RFC 7748 §6.1):
 * the points of small order, those that only reach them when reduced modulo p, and zero with the unused top bit set.
 */
export const SMALL_ORDER_X25519: readonly string[] = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000080',
]

/** Encodings of points of small order on Ed25519: of order 1, 2, 4 and 8, and of order 1 in a way that is not canonical. */
export const SMALL_ORDER_ED25519: readonly string[] = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]

/** 2 and p - 2 for y: no point on Ed25519 has them, as x² would be no square. */
export const NO_POINTS_ED25519: readonly string[] = [
  '02'.padEnd(64, '0'),
  'ebffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]

/** With the neutral element for R and 0 for S, S·B = R + k·A holds for every message if A has a small order. */
export const FORGED_ED25519_SIGNATURE = '01'.padEnd(128, '0')
