export { type Forward, type ForwardRequests, isForward, readForward } from './forward.ts'
export {
  type DeliveryTarget,
  type RewrapOptions,
  type Route,
  type RouteOptions,
  RoutingService,
  type RoutingServiceOptions,
} from './routing-service.ts'
export { type Endpoint, readEndpoints } from './services.ts'
