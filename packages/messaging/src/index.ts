export { DIDCommMessaging } from './didcomm-messaging.ts'
export type {
  Delivery,
  DIDCommMessagingOptions,
  PackOptions,
  PackResult,
} from './didcomm-messaging.ts'
