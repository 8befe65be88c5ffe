import { EventsList } from "@/components/events/EventsList";

export default function EventsRoute() {
  return <EventsList />;
}
