/** The library of others that ours are compared with in a page. */
export const WEB_PEER = 'didcomm'

/** What runs in browsers. A new one is an entry here, and a file of its name in `page/libraries/`. */
export const WEB_LIBRARIES = ['crypto-webcrypto', 'crypto-askar-wasm', 'crypto-noble', WEB_PEER]
