"""Zip archives edited in place: every member that is not changed is copied to the letter, with its header.

A changed member keeps its name, place, method, date and flags. Nothing is ever written to disk by a member's name.
The layout of the records is PKWARE's APPNOTE.TXT, 4.3.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from bitexte import limits
from bitexte.disk.read import MB
from bitexte.errors import InputError

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"

# Deflate folds 1,032 to 1 at most; tables and styles of real documents reach 100 to 1.

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_ENCRYPTED = 0x1
_DESCRIPTOR = 0x8
_ZIP64 = 1
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a zip archive can tell: outputs carry no clock

# What an OLE container holds tells its program; names of streams are UTF-16 in it.
_OLE_STREAMS = (
    ("EncryptedPackage", "is encrypted with a password", "open it in its program and save it without the password"),
    ("WordDocument", "is a Word 97-2003 document", "save it as .docx"),
    ("Workbook", "is an Excel 97-2003 workbook", "save it as .xlsx"),
    ("Book", "is an Excel 5 workbook", "save it as .xlsx"),
    ("PowerPoint Document", "is a PowerPoint 97-2003 presentation", "save it as .pptx"),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive; `record` is where its header and its folded bytes begin in the archive."""

    name: str
    record: int
    folded: int
    unfolded: int
    checksum: int
    method: int
    flags: int


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file and its members, in the order of their records."""

    content: bytes
    name: str
    members: tuple[Member, ...]
    by_name: Mapping[str, Member] = field(repr=False)

    def __contains__(self, member: str) -> bool:
        return member in self.by_name

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(member.name for member in self.members)

    def read(self, name: str) -> bytes:
        """The content of a member, within the bounds. Raises InputError where there is none or it is damaged."""
        member = self.by_name.get(name)
        if member is None:
            raise InputError(f"lacks its part {_shown(name)}", where=self.name, hint="is it damaged? save it again")
        return _unfolded(self, member)


def open_archive(content: bytes, name: str) -> Archive:
    """The archive in these bytes, of a file of that name.

    Raises InputError for what is no archive, is damaged, encrypted, unfolds without measure or has unsafe names.
    """
    if content.startswith(OLE):
        raise ole_refusal(content, name)
    if not content:
        raise InputError("the file is empty", where=name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            entries = sorted(opened.infolist(), key=lambda entry: entry.header_offset)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, struct.error, NotImplementedError) as error:
        raise _damaged(name) from error
    if len(entries) > limits.ARCHIVE_MEMBERS:
        raise InputError(
            f"has {len(entries):,} members, more than {limits.ARCHIVE_MEMBERS:,}", where=name, hint="a zip bomb?"
        )
    members = tuple(
        Member(
            entry.orig_filename,
            entry.header_offset,
            entry.compress_size,
            entry.file_size,
            entry.CRC,
            entry.compress_type,
            entry.flag_bits,
        )
        for entry in entries
    )
    _check_bounds(content, name, members)
    by_name = {member.name: member for member in members}
    if len(by_name) < len(members):
        raise InputError("has two members of one name", where=name, hint="save it again in its own program")
    archive = Archive(content, name, members, by_name)
    try:
        _central_entries(archive)
    except (struct.error, KeyError, ValueError) as error:
        raise _damaged(name) from error
    return archive


def ole_refusal(content: bytes, name: str) -> InputError:
    """Why an OLE container is not read: it is encrypted, or a document of Office 97."""
    for stream, message, hint in _OLE_STREAMS:
        if stream.encode("utf-16-le") in content:
            return InputError(message, where=name, hint=hint)
    return InputError("is an old binary document (OLE)", where=name, hint="save it in a format of today")


def rewritten(archive: Archive, changes: Mapping[str, bytes]) -> bytes:
    """The archive with the content of some members changed; all the others are copied to the letter."""
    old = [(member, bytes(entry)) for member, entry in _central_entries(archive)]
    if not changes:
        return archive.content
    ends = [member.record for member in archive.members[1:]] + [_central_start(archive.content)]
    out = bytearray(archive.content[: archive.members[0].record] if archive.members else b"")
    moved: dict[str, tuple[int, int, int, int]] = {}  # name -> record, checksum, folded and unfolded size
    for member, end in zip(archive.members, ends, strict=True):
        start = len(out)
        if member.name in changes:
            content = changes[member.name]
            folded = _folded(content, member.method)
            checksum = zlib.crc32(content)
            out += _local_header(archive, member, checksum, len(folded), len(content)) + folded
            moved[member.name] = (start, checksum, len(folded), len(content))
        else:
            out += archive.content[member.record : end]
            moved[member.name] = (start, -1, member.folded, member.unfolded)
    central = len(out)
    for member, entry in old:
        out += _central_entry(entry, *moved[member.name], changed=member.name in changes)
    out += _end_record(archive.content, len(old), central, len(out) - central)
    return bytes(out)


def packed(members: Mapping[str, bytes]) -> bytes:
    """An archive of these members in their order, without the time of its making."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return file.getvalue()


def timeless(content: bytes) -> bytes:
    """An Office package of ours without the time of its making."""
    archive = open_archive(content, "")
    members = {name: archive.read(name) for name in archive.names}
    if core := members.get("docProps/core.xml"):
        stamp = rb"\g<1>1980-01-01T00:00:00Z"
        members["docProps/core.xml"] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", stamp, core)
    return packed(members)


def _check_bounds(content: bytes, name: str, members: tuple[Member, ...]) -> None:
    if not members:
        raise _damaged(name)
    total = 0
    ends = [member.record for member in members[1:]] + [len(content)]
    for member, end in zip(members, ends, strict=True):
        shown = _shown(member.name)
        parts = member.name.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
            raise InputError(f"has a member with the unsafe name {shown}", where=name, hint="who made it?")
        if member.flags & _ENCRYPTED:
            raise InputError(f"its part {shown} is encrypted", where=name, hint="save it without a password")
        if member.record < 0 or member.record + _LOCAL.size + member.folded > end:
            raise _damaged(name)
        total += member.unfolded
        steep = member.unfolded > limits.ARCHIVE_RATIO_FROM and member.unfolded > limits.ARCHIVE_RATIO * max(
            1, member.folded
        )
        if steep or total > limits.ARCHIVE_BYTES:
            reason = f"its part {shown} unfolds to {member.unfolded / MB:,.0f} MB"
            raise InputError(f"{reason}: a zip bomb?", where=name, hint="it is not opened")


def _unfolded(archive: Archive, member: Member) -> bytes:
    """The content of a member, never more of it than its entry says."""
    header = _LOCAL.unpack_from(archive.content, member.record)
    if header[0] != ZIP:
        raise _damaged(archive.name)
    start = member.record + _LOCAL.size + header[9] + header[10]
    folded = archive.content[start : start + member.folded]
    if member.method == zipfile.ZIP_STORED:
        content = folded
    elif member.method == zipfile.ZIP_DEFLATED:
        try:
            content = zlib.decompressobj(-15).decompress(folded, member.unfolded + 1)
        except zlib.error as error:
            raise _damaged(archive.name) from error
    else:
        raise InputError(f"its part {_shown(member.name)} is packed in an unknown way", where=archive.name)
    if len(content) != member.unfolded or zlib.crc32(content) != member.checksum:
        raise _damaged(archive.name)
    return content


def _folded(content: bytes, method: int) -> bytes:
    if method == zipfile.ZIP_STORED:
        return content
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _local_header(archive: Archive, member: Member, checksum: int, folded: int, unfolded: int) -> bytes:
    """The header of a changed member: its own but for checksum and sizes, which stand in it and not behind."""
    fields = list(_LOCAL.unpack_from(archive.content, member.record))
    start = member.record + _LOCAL.size
    title = archive.content[start : start + fields[9]]
    extra = _without_zip64(archive.content[start + fields[9] : start + fields[9] + fields[10]])
    fields[2] &= ~_DESCRIPTOR
    fields[6:9] = checksum, folded, unfolded
    fields[10] = len(extra)
    return _LOCAL.pack(*fields) + title + extra


def _central_entries(archive: Archive) -> list[tuple[Member, bytes]]:
    """Each entry of the central directory, in its order, with its member."""
    entries = []
    by_record = {member.record: member for member in archive.members}
    names = {member.name: member for member in archive.members}
    at = _central_start(archive.content)
    for _ in archive.members:
        fields = _CENTRAL.unpack_from(archive.content, at)
        size = _CENTRAL.size + fields[10] + fields[11] + fields[12]
        entry = archive.content[at : at + size]
        title = entry[_CENTRAL.size : _CENTRAL.size + fields[10]]
        decoded = title.decode("utf-8" if fields[3] & 0x800 else "cp437", "replace")
        entries.append((by_record.get(fields[16]) or names[decoded], entry))
        at += size
    return entries


def _central_entry(entry: bytes, record: int, checksum: int, folded: int, unfolded: int, *, changed: bool) -> bytes:
    fields = list(_CENTRAL.unpack_from(entry))
    title_end = _CENTRAL.size + fields[10]
    title, comment = entry[_CENTRAL.size : title_end], entry[title_end + fields[11] :]
    extra = _without_zip64(entry[title_end : title_end + fields[11]])
    if changed:
        fields[3] &= ~_DESCRIPTOR
        fields[7] = checksum
    fields[8:10] = folded, unfolded
    fields[11] = len(extra)
    fields[16] = record
    return _CENTRAL.pack(*fields) + title + extra + comment


def _end_record(content: bytes, count: int, central: int, size: int) -> bytes:
    at = content.rindex(b"PK\x05\x06")
    fields = list(_END.unpack_from(content, at))
    fields[3:7] = count, count, size, central
    return _END.pack(*fields) + content[at + _END.size :]


def _central_start(content: bytes) -> int:
    """Where the central directory begins, as its end record implies; text before the archive is allowed for."""
    at = content.rindex(b"PK\x05\x06")
    size = _END.unpack_from(content, at)[5]
    found = content.find(b"PK\x01\x02", max(0, at - size - 100))
    return found if at - size < 0 or content[at - size : at - size + 4] != b"PK\x01\x02" else at - size


def _without_zip64(extra: bytes) -> bytes:
    """The extra fields of an entry without sizes in 64 bits: no archive of ours has any that large."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind != _ZIP64:
            kept += extra[at : at + 4 + size]
        at += 4 + size
    return kept + extra[at:]


def _damaged(name: str) -> InputError:
    return InputError("the zip archive is damaged or cut off", where=name, hint="fetch it again, or open and save it")


def _shown(name: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in name)[:80]
