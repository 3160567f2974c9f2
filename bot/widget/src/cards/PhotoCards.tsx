import type { Photo } from '../message';
import { AttachPhoto } from '../ui/AttachPhoto';
import { useStrings } from '../ui/context';

/** A photo that the customer sent. */
export function PhotoCard({ payload }: { payload: Photo }) {
  const strings = useStrings();
  return <img className="sent-photo" src={payload.thumbnail} alt={strings.photoSent} />;
}

/** The invitation to send one. */
export function PhotoRequestCard() {
  const strings = useStrings();
  return <AttachPhoto className="photo-request">{strings.photoAdd}</AttachPhoto>;
}
