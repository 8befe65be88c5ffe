import { UsersPage } from "@/components/users/UsersPage";

export default function UsersRoute() {
  return <UsersPage />;
}
