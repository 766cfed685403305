//! Types: structs, enumerations, unions, and what their members hold.

/// Where a definition stands in the list of types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TypeId(pub(crate) usize);

/// What the document says about an item, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Doc {
    /// The document's own words; may be empty.
    pub(crate) text: String,
    /// Remarks of ours, such as the default; one paragraph.
    pub(crate) remark: String,
    /// JSON Pointer that the item stems from.
    pub(crate) pointer: String,
}

/// A Rust type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type {
    /// Any JSON.
    Any,
    Bool,
    Text,
    /// A string of so many characters.
    BoundedText {
        min: usize,
        max: Option<usize>,
    },
    Int32,
    Int64,
    BoundedInt32 {
        min: i32,
        max: i32,
    },
    BoundedInt64 {
        min: i64,
        max: i64,
    },
    Number,
    Uuid,
    Uri,
    UriReference,
    DateTime,
    Rfc2822,
    List(Box<Type>),
    /// Names to values.
    Map(Box<Type>),
    Named(TypeId),
    /// A value or `null`, where no member's presence says so.
    Nullable(Box<Type>),
}

/// A definition.
#[derive(Debug, Clone)]
pub(crate) struct TypeDef {
    pub(crate) ident: String,
    pub(crate) doc: Doc,
    pub(crate) shape: Shape,
    /// Whether a form is read into it or written from it.
    pub(crate) is_form: bool,
}

/// What a definition defines.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    Struct {
        fields: Vec<Field>,
        additional: Additional,
    },
    Enum {
        variants: Vec<Variant>,
        catch_all: String,
    },
    /// An enumeration of integers.
    Integers {
        variants: Vec<IntegerVariant>,
        catch_all: String,
    },
    /// Alternatives that are tried in turn.
    Union {
        variants: Vec<UnionVariant>,
    },
    /// Alternatives that a member tells apart.
    Tagged(Tagged),
}

/// What becomes of members that a struct does not name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Additional {
    /// They are passed over.
    Ignored,
    /// They are an error.
    Refused,
    /// They are kept under this field.
    Kept { ident: String, ty: Type },
}

/// Whether a member may be absent or `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Required,
    RequiredNullable,
    Optional,
    OptionalNullable,
}

/// A member of a struct.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) ident: String,
    pub(crate) wire: String,
    pub(crate) ty: Type,
    pub(crate) presence: Presence,
    /// Whether the value is boxed, lest the type contain itself.
    pub(crate) boxed: bool,
    pub(crate) doc: Doc,
}

/// A value of an enumeration.
#[derive(Debug, Clone)]
pub(crate) struct Variant {
    pub(crate) ident: String,
    pub(crate) wire: String,
}

/// A value of an enumeration of integers.
#[derive(Debug, Clone)]
pub(crate) struct IntegerVariant {
    pub(crate) ident: String,
    pub(crate) value: i64,
    /// What the document calls it; may be empty.
    pub(crate) title: String,
    pub(crate) doc: Doc,
}

/// Alternatives that a member tells apart.
#[derive(Debug, Clone)]
pub(crate) struct Tagged {
    /// The member.
    pub(crate) property: String,
    /// Whether a value without the member is refused; else it is kept as one of an unknown tag.
    pub(crate) is_required: bool,
    pub(crate) variants: Vec<UnionVariant>,
    /// The values of the member that mean each variant.
    pub(crate) tags: Vec<Vec<String>>,
    pub(crate) catch_all: String,
}

/// An alternative of a union.
#[derive(Debug, Clone)]
pub(crate) struct UnionVariant {
    pub(crate) ident: String,
    pub(crate) ty: Type,
    pub(crate) pointer: String,
}
