#include "wire/text.h"

#include <limits>
#include <vector>

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "base/check.h"
#include "base/limits.h"
#include "base/text.h"

namespace keytrail::wire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

bool ContinuesCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

Status TooLarge(const FieldDescriptor& field, std::size_t size, std::size_t size_max) {
  return MakeError(StatusCode::kInvalidArgument,
                   fmt::format("{} of {}: more than the {} allowed: the message is refused",
                               field.full_name(), size, size_max));
}

Status CheckText(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *message.GetReflection();
  std::string scratch;
  const std::string& text =
      index < 0 ? reflection.GetStringReference(message, &field, &scratch)
                : reflection.GetRepeatedStringReference(message, &field, index, &scratch);
  const std::size_t size_max =
      field.type() == FieldDescriptor::TYPE_BYTES ? limits::kPathBytesMax : limits::kTextBytesMax;
  return text.size() <= size_max ? OkStatus() : TooLarge(field, text.size(), size_max);
}

Status CheckValue(const Message& message, const FieldDescriptor& field, int index) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) return CheckText(message, field, index);
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return OkStatus();
  const Reflection& reflection = *message.GetReflection();
  return CheckBounds(index < 0 ? reflection.GetMessage(message, &field)
                               : reflection.GetRepeatedMessage(message, &field, index));
}

Status CheckField(const Message& message, const FieldDescriptor& field) {
  if (!field.is_repeated()) return CheckValue(message, field, -1);
  const int count = message.GetReflection()->FieldSize(message, &field);
  if (static_cast<std::size_t>(count) > limits::kListItemsMax) {
    return TooLarge(field, static_cast<std::size_t>(count), limits::kListItemsMax);
  }
  for (int i = 0; i < count; ++i) KT_RETURN_IF_ERROR(CheckValue(message, field, i));
  return OkStatus();
}

}  // namespace

std::string WireText(std::string_view text) {
  std::string clean = IsUtf8(text) ? std::string(text) : EscapeForDisplay(text);
  if (clean.size() <= limits::kTextBytesMax) return clean;
  std::size_t size = limits::kTextBytesMax;
  while (size > 0 && ContinuesCharacter(clean[size])) --size;
  clean.resize(size);
  return clean;
}

google::protobuf::Timestamp TimestampToProto(Timestamp time) {
  google::protobuf::Timestamp proto;
  std::int64_t seconds = time.ns / kNsPerSecond;
  std::int64_t ns = time.ns % kNsPerSecond;
  if (ns < 0) {
    ns += kNsPerSecond;
    --seconds;
  }
  proto.set_seconds(seconds);
  proto.set_nanos(static_cast<std::int32_t>(ns));
  return proto;
}

StatusOr<Timestamp> TimestampFromProto(const google::protobuf::Timestamp& time) {
  constexpr std::int64_t kSecondsMax = std::numeric_limits<std::int64_t>::max() / kNsPerSecond - 1;
  if (time.seconds() < -kSecondsMax || time.seconds() > kSecondsMax || time.nanos() < 0 ||
      time.nanos() >= kNsPerSecond) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("a time of {} s and {} ns: out of range: the message is refused",
                                 time.seconds(), time.nanos()));
  }
  return Timestamp{time.seconds() * kNsPerSecond + time.nanos()};
}

Status CheckBounds(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) KT_RETURN_IF_ERROR(CheckField(message, *field));
  return OkStatus();
}

std::string SerializeInOrder(const Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    KT_CHECK(message.SerializeToCodedStream(&coded));
  }
  return bytes;
}

}  // namespace keytrail::wire
